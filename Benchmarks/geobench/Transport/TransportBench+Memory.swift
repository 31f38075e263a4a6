// What one side of the wire path costs alone: the decoder, an idle connection's memory, the allocator's calls.

import Allocations
import Foundation
import LoadSupport
import TestPrograms
import Transport

extension TransportBench {
  func codec(_ report: inout BenchmarkReport) {
    guard wants("codec_32_ns") else { return }
    let frames = FrameWrites(framesPerWrite: 16, seed: options.seed)
    let cost = CodecBench.nanosecondsPerFrame(frames, seconds: options.secondsPerRow)
    promise("codec_32_ns", cost, "ns", under: 10, &report)
  }

  /// What ten thousand connections take that have said something once, been answered, and stay.
  func idle(_ report: inout BenchmarkReport) throws {
    let count = options.quick ? 100 : 10_000
    for (name, key, target) in [
      ("idle_bytes_plain", nil, 400.0), ("idle_bytes_tls", SignatureKey.generate(.es256), 16_000),
    ] where wants(name) {
      promise(name, try idleBytes(count, key: key), "bytes", under: target, &report)
    }
  }

  private func idleBytes(_ count: Int, key: SignatureKey?) throws -> Double {
    try OpenFiles.require(count + count / 10)
    let folder = try TemporaryFolder()
    let file = folder.path("certificate.pem")
    let certificate = key.map { SelfSignedCertificate.make(.init(names: ["127.0.0.1"]), key: $0) }
    if let key, let certificate {
      try Data((certificate + (key.privatePEM ?? "")).utf8).write(to: URL(filePath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }
    let trust = try certificate.map { try TLSClientContext(roots: .pem(Array($0.utf8))) }
    let server = try MeasuredServer(mode: .ack, certificate: certificate.map { _ in file })
    defer { server.stop() }
    let clients = try IdleClients(port: server.port, tls: trust)
    defer { clients.stop() }
    let lost = MeasuredServer.Fault(description: "a connection that only stays was lost")
    // The first ones find everything untouched: code, buffers, the pool. What the later ones add is theirs.
    guard clients.open(count / 10) else { throw lost }
    let before = try server.residentBytes()
    guard clients.open(count) else { throw lost }
    return Double(try server.residentBytes() - before) / Double(count)
  }

  /// How often the server's loop asks for memory per frame that comes and per frame that leaves. The least of several
  /// runs: some buffer may find its last size late, but what a frame asks for is in every run.
  func allocations(_ report: inout BenchmarkReport) throws -> Bool {
    guard Allocations.isCounted else { return true }
    var (frameCount, calls) = (0, Int64(0))
    for mode in TransportMode.allCases {
      let server = try MeasuredServer(mode: mode)
      defer { server.stop() }
      let load = try FrameLoad(server, mode: mode, connections: 50)
      for framesPerWrite in [1, 16] {
        let frames = FrameWrites(framesPerWrite: framesPerWrite, seed: options.seed)
        var least = Int64.max
        for _ in 0..<6 where least > 0 { least = min(least, try load.allocations(frames, rounds: 100)) }
        calls += least
        frameCount += 100 * 50 * framesPerWrite * (1 + mode.answers)
      }
    }
    let perFrame = Double(calls) / Double(frameCount)
    report.row("allocations_per_frame", perFrame, "calls", details: [("frames", Double(frameCount))])
    return calls == 0 || !Allocations.isOptimized
  }

  /// A row without a reference that promises to be small.
  private func promise(
    _ name: String, _ value: Double, _ unit: String, under target: Double, _ report: inout BenchmarkReport
  ) {
    report.row(name, value, unit, details: [("target", target), ("passes", value < target ? 1 : 0)])
  }
}
