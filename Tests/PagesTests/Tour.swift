// The README's tour as somebody would paste it: its fenced blocks, run by bash in an empty folder.

import Foundation
import TestPrograms
import TestSupport

/// A section of the README whose fenced blocks are commands.
struct Tour {
  /// The blocks, exactly as printed.
  let blocks: [String]

  /// Reads the section with this heading, up to the next one of the same level.
  init(section heading: String) throws {
    let text = try String(contentsOf: SharedData.packageRoot.appending(path: "README.md"), encoding: .utf8)
    var blocks: [String] = []
    var isInside = false
    var block: [String]?
    for line in text.components(separatedBy: "\n") {
      if let lines = block {
        if line.hasPrefix("```") {
          blocks.append(lines.joined(separator: "\n"))
          block = nil
        } else {
          block?.append(line)
        }
      } else if line.hasPrefix("## ") {
        isInside = line == "## \(heading)"
      } else if isInside, line.hasPrefix("```") {
        block = []
      }
    }
    self.blocks = blocks
  }

  /// Where the tour's server can listen on the port that is printed.
  enum Place {
    /// In a network of its own, made by this command.
    case ownNetwork([String])
    /// On this machine's loopback, where the port is free.
    case loopback
    /// Nowhere, for this reason.
    case nowhere(String)

    /// The best that this machine allows.
    static let here: Place = {
      if let tool = missingTool { return .nowhere("\(tool) is not installed") }
      for command in [["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]]
      where (try? Tour.run(command + ["true"], in: FileManager.default.temporaryDirectory).status) == 0 {
        return .ownNetwork(command)
      }
      let isFree =
        (try? Tour.run(["python3", "-c", probe], in: FileManager.default.temporaryDirectory).status) == 0
      return isFree
        ? .loopback : .nowhere("port 7700 is taken, and this user may not have a network of his own")
    }()

    private static let missingTool = ["bash", "curl", "python3", "timeout"].first { tool in
      (try? Tour.run([tool, "--version"], in: FileManager.default.temporaryDirectory).status) != 0
    }

    private static let probe = "import socket; socket.socket().bind(('127.0.0.1', 7700))"

    /// Why the tour cannot be gone; nil when it can.
    static var obstacle: String? {
      if case .nowhere(let reason) = here { reason } else { nil }
    }
  }

  /// What was printed, and how it ended.
  struct Outcome {
    var status: Int32
    /// What each block printed until the next was pasted, and a last entry for what came after all of them.
    var outputs: [String]
    /// Everything.
    var output: String
  }

  /// Goes the tour with a program folder first in the PATH.
  func go(programs: URL, seconds: Int) throws -> Outcome {
    let folder = try TemporaryFolder()
    let empty = folder.url.appending(path: "empty")
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    let script = folder.url.appending(path: "tour.sh")
    try Data(scriptText.utf8).write(to: script)
    var command = ["timeout", "--kill-after=5", "\(seconds)", "bash", script.path]
    if case .ownNetwork(let network) = Place.here {
      command = network + ["sh", "-c", "python3 -c \"$0\" && exec \"$@\"", Self.raiseLoopback] + command
    }
    let path = programs.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    let result = try Self.run(
      command, in: empty, environment: ["PATH": path], seconds: Double(seconds) + Poll.patienceSeconds)
    return Outcome(
      status: result.status, outputs: result.output.components(separatedBy: Self.mark + "\n"),
      output: result.output.replacingOccurrences(of: Self.mark + "\n", with: ""))
  }

  private static let mark = "~~~ the next block ~~~"

  /// The blocks as they are, with a mark between them. Whatever a block leaves in the background is ended.
  private var scriptText: String {
    "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n"
      + blocks.joined(separator: "\necho '\(Self.mark)'\n")
      + "\necho '\(Self.mark)'\nwait\n"
  }

  /// A new network has a loopback that is down: SIOCSIFFLAGS with IFF_UP and IFF_RUNNING (netdevice(7)).
  private static let raiseLoopback = """
    import fcntl, socket, struct
    fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 0x41))
    """

  private static func run(
    _ command: [String], in folder: URL, environment: [String: String] = [:],
    seconds: Double = Poll.patienceSeconds
  ) throws -> (status: Int32, output: String) {
    let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GEOD_") }
      .merging(environment) { _, own in own }
    // Both streams as one, as a terminal shows them.
    let result = try Command.result(
      ["sh", "-c", "exec \"$@\" 2>&1", "sh"] + command, environment: environment, folder: folder.path,
      seconds: seconds)
    return (result.status, result.text)
  }
}
