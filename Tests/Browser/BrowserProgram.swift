// The browser's process: found in the PATH, started with a profile of its own, ended by its identifier.

import Foundation
import Transport

/// A headless Chromium with an open DevTools port on loopback.
///
/// A small shell stands between us and the browser. It waits for the end of its input, which comes when this process ends, in
/// whatever way; then it ends the browser and removes the profile. So a test that crashes leaves nothing behind.
final class BrowserProgram: Sendable {
  /// Where DevTools listens.
  let port: UInt16
  /// The path of the browser's own DevTools connection.
  let path: String
  private let shell: Process
  private let input: Pipe
  private let profile: URL

  private static let names = ["chromium", "chromium-browser", "google-chrome"]
  private static let startSeconds = 30.0
  private static let stopSeconds = 10.0

  /// The browser in the PATH; nil when there is none.
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return names.lazy.flatMap { name in folders.lazy.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Starts the browser and waits until it listens.
  init() throws(BrowserError) {
    guard let executable = Self.path else { throw .program(Browser.missing) }
    profile = FileManager.default.temporaryDirectory.appending(
      path: "geod-browser-\(UUID().uuidString.lowercased())")
    shell = Process()
    input = Pipe()
    do {
      try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: false)
      shell.executableURL = URL(filePath: "/bin/sh")
      shell.arguments =
        ["-c", Self.guardScript, "sh", profile.path, executable] + Self.options(profile: profile.path)
      shell.standardInput = input
      shell.standardOutput = FileHandle.nullDevice
      shell.standardError = FileHandle.nullDevice
      try shell.run()
    } catch {
      throw .program("\(executable) cannot be started: \(error.localizedDescription)")
    }
    let file = profile.appending(path: "DevToolsActivePort")
    guard let (port, path) = Self.awaitPort(in: file) else {
      let log = try? String(contentsOf: profile.appending(path: "browser.log"), encoding: .utf8)
      Self.end(shell, input)
      throw .program("\(executable) did not open its DevTools port:\n\(log?.suffix(2_000) ?? "")")
    }
    self.port = port
    self.path = path
  }

  /// `$1` is the profile, the rest the browser's command line.
  private static let guardScript = """
    profile=$1; shift
    exec 3<&0
    "$@" </dev/null >"$profile/browser.log" 2>&1 3<&- &
    browser=$!
    echo "$browser" >"$profile/browser.pid"
    read -r _ <&3
    kill -TERM "$browser" 2>/dev/null
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
      kill -0 "$browser" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$browser" 2>/dev/null
    wait "$browser"
    rm -rf "$profile"
    """

  /// How the browser is started: without a window, without anything that it would ask others by itself, and with a
  /// resolver and a proxy that lead nowhere but to loopback.
  private static func options(profile: String) -> [String] {
    [
      "--headless=new", "--remote-debugging-port=0", "--user-data-dir=\(profile)", "--no-first-run",
      "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
      "--disable-default-apps", "--disable-extensions", "--disable-sync", "--disable-breakpad",
      "--disable-domain-reliability", "--metrics-recording-only", "--password-store=basic",
      "--use-mock-keychain",
      "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
      // A page that nobody looks at is drawn and timed like any other.
      "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding", "--hide-scrollbars", "--mute-audio",
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
      "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=127.0.0.1;localhost",
    ] + (getuid() == 0 ? ["--no-sandbox"] : []) + ["about:blank"]
  }

  /// The two lines of the file that the browser writes when it listens.
  private static func awaitPort(in file: URL) -> (UInt16, String)? {
    let deadline = Date(timeIntervalSinceNow: startSeconds)
    while Date() < deadline {
      let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
      if lines.count == 2, let port = UInt16(lines[0]) { return (port, String(lines[1])) }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return nil
  }

  /// The identifier of the browser's main process.
  var browserProcessID: Int32? {
    (try? String(contentsOf: profile.appending(path: "browser.pid"), encoding: .utf8))
      .flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// Ends browser and shell, and returns when both are gone.
  func stop() { Self.end(shell, input) }

  private static func end(_ shell: Process, _ input: Pipe) {
    try? input.fileHandleForWriting.close()
    let deadline = Date(timeIntervalSinceNow: stopSeconds)
    while shell.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    if shell.isRunning { kill(shell.processIdentifier, SIGKILL) }
  }
}
