// `geobench transport-server`: the server that is measured, as a process of its own. Started by the suite.

import Foundation
import Transport

/// The command line of the measured server.
struct TransportServerCommand {
  private var port: UInt16 = 0
  private var page = ""
  private var mode = TransportMode.count
  private var certificate: String?

  /// The arguments for a server; `certificate` is a PEM file with certificate and key, for TLS.
  static func arguments(
    port: UInt16, page: String, mode: TransportMode, certificate: String?
  ) -> [String] {
    ["transport-server", "--port", "\(port)", "--page", page, "--mode", mode.rawValue]
      + (certificate.map { ["--certificate", $0] } ?? [])
  }

  private init(_ arguments: [String]) throws(BenchmarkOptions.Fault) {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      let value = rest.popFirst() ?? ""
      switch option {
      case "--port": port = UInt16(value) ?? 0
      case "--page": page = value
      case "--mode": mode = TransportMode(rawValue: value) ?? .count
      case "--certificate": certificate = value
      default: throw BenchmarkOptions.Fault(description: "transport-server is started by geobench transport")
      }
    }
  }

  private func run() throws {
    guard let page = SharedPage(path: page, creating: true) else {
      throw BenchmarkOptions.Fault(description: "\(page) cannot be shared")
    }
    DescriptorLimit.raise()
    let tls = try certificate.map { try TLSServerContext(certificatePath: $0, keyPath: $0) }
    let configuration = LoopGroupConfiguration(listen: [.loopback(port: port)], tls: tls)
    let mode = mode
    let group = try LoopGroup(configuration) { _ in TransportServer(mode: mode, page: page) }
    let signals = try Signals()
    while signals.wait() != .terminate {}
    group.stop()
  }

  /// Runs the command line, and returns the status to exit with.
  static func main(_ arguments: [String]) -> Int32 {
    do {
      try TransportServerCommand(arguments).run()
      return 0
    } catch {
      FileHandle.standardError.write(Data("geobench: \(error)\n".utf8))
      return 1
    }
  }
}
