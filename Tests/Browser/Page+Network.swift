// The cable: pulled out, or slow.

extension Page {
  /// Takes the network away from the page, or gives it back. Open WebSockets are cut, too.
  public func setOffline(_ isOffline: Bool) throws(BrowserError) {
    try limit(isOffline: isOffline, latencyMilliseconds: 0, bytesPerSecond: -1)
  }

  /// Makes the network slow: a delay before each answer, and so many bytes a second.
  public func slowDown(latencyMilliseconds: Double, bytesPerSecond: Double) throws(BrowserError) {
    try limit(isOffline: false, latencyMilliseconds: latencyMilliseconds, bytesPerSecond: bytesPerSecond)
  }

  /// Refuses requests whose addresses match one of the patterns (`*` stands for anything); none lets all pass again.
  public func block(_ patterns: [String]) throws(BrowserError) {
    try devTools.call("Network.setBlockedURLs", ["urls": .array(patterns.map { .string($0) })])
  }

  private func limit(
    isOffline: Bool, latencyMilliseconds: Double, bytesPerSecond: Double
  ) throws(BrowserError) {
    try devTools.call(
      "Network.emulateNetworkConditions",
      [
        "offline": .bool(isOffline), "latency": .number(latencyMilliseconds),
        "downloadThroughput": .number(bytesPerSecond), "uploadThroughput": .number(bytesPerSecond),
      ])
  }
}
