// The eyes: pictures, what screen readers are told, what the browser measures.

import Foundation

/// An element as a screen reader has it.
public struct AccessibleNode: Sendable {
  /// What it is: `button`, `link`, `textbox`, `heading`, ...
  public var role: String
  /// What it is called.
  public var name: String
  /// Whether it can have the focus.
  public var isFocusable: Bool
}

extension Page {
  /// Writes what is in view to a PNG file. Its folder is made when it is not there.
  public func screenshot(to file: URL) throws(BrowserError) {
    let answer = try devTools.call(
      "Page.captureScreenshot", ["format": "png"], timeoutMilliseconds: 30_000)
    do {
      guard let data = answer["data"].string.flatMap({ Data(base64Encoded: $0) }) else {
        throw BrowserError.program("the browser made no picture")
      }
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    } catch {
      throw .program("no picture in \(file.path): \(error)")
    }
  }

  /// Everything that a screen reader is told of.
  public func accessibleNodes() throws(BrowserError) -> [AccessibleNode] {
    try devTools.call("Accessibility.enable")
    let tree = try devTools.call("Accessibility.getFullAXTree", timeoutMilliseconds: 30_000)
    return tree["nodes"].array.filter { $0["ignored"].bool != true }.map { node in
      let focusable = node["properties"].array.first { $0["name"].string == "focusable" }
      return AccessibleNode(
        role: node["role"]["value"].string ?? "", name: node["name"]["value"].string ?? "",
        isFocusable: focusable?["value"]["value"].bool ?? false)
    }
  }

  /// The browser's own counters (`Performance.getMetrics`): seconds of `TaskDuration`, `ScriptDuration` and others,
  /// bytes of `JSHeapUsedSize`, numbers of `Nodes` and `Frames`.
  public func metrics() throws(BrowserError) -> [String: Double] {
    let answer = try devTools.call("Performance.getMetrics")
    let pairs = answer["metrics"].array.compactMap { metric in
      metric["name"].string.map { ($0, metric["value"].double ?? 0) }
    }
    return Dictionary(pairs) { _, last in last }
  }
}
