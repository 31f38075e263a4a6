// `geobench echo`: the echo server as a program, until a signal ends it.

import Foundation
import Transport

/// The command line of the echo server.
struct EchoCommand {
  var port: UInt16
  var deflates = false

  static let help = """
    geobench echo: sends WebSocket messages back, for conformance suites and load generators

    usage: geobench echo --port P [--deflate]

    options:
      --port P     listen on this port of 127.0.0.1; 0 takes a free one
      --deflate    agree on permessage-deflate with clients that offer it
      --help       this text

    Messages may have 64 MiB. It says where it listens in its first line, and ends with SIGINT or SIGTERM.
    """

  init(_ arguments: [String]) throws(BenchmarkOptions.Fault) {
    var port: UInt16?
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--port":
        guard let text = rest.popFirst(), let number = UInt16(text) else {
          throw BenchmarkOptions.Fault(description: "--port takes a number from 0 to 65535")
        }
        port = number
      case "--deflate": deflates = true
      default:
        throw BenchmarkOptions.Fault(description: "unknown option '\(option)'; see geobench echo --help")
      }
    }
    guard let port else {
      throw BenchmarkOptions.Fault(description: "echo takes --port; see geobench echo --help")
    }
    self.port = port
  }

  /// Serves until the operator ends it.
  func run() throws(SystemError) {
    let signals = try Signals()
    let group = try EchoServer.start(port: port, deflate: deflates ? DeflateLimits() : nil)
    print(
      "listening on ws://127.0.0.1:\(group.addresses[0].port)/" + (deflates ? " with permessage-deflate" : "")
    )
    // Whoever started this waits for the line, and a pipe would keep it.
    fflush(nil)
    while signals.wait() != .terminate {}
    group.drain(withinMilliseconds: 1_000)
  }

  /// Runs the command line, and returns the status to exit with.
  static func main(_ arguments: [String]) -> Int32 {
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help)
      return 0
    }
    do {
      try EchoCommand(arguments).run()
      return 0
    } catch {
      FileHandle.standardError.write(Data("geobench: \(error)\n".utf8))
      return error is BenchmarkOptions.Fault ? 2 : 1
    }
  }
}
