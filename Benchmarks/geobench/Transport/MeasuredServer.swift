// A server under measurement: a process on the first processor, its page, and what it has used.

import Foundation
import LoadSupport
import TestPrograms

/// A running server, geod's or the reference's. It works in a folder of its own, with which it ends when this program ends before
/// it, in whatever way.
final class MeasuredServer {
  /// What went wrong, in words.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// Where it listens on loopback.
  let port: UInt16
  /// What it tells.
  let page: SharedPage
  /// Whether it has the first processor to itself.
  let isPinned: Bool
  private let process = Process()
  private let folder: TemporaryFolder

  /// Starts geod's transport in this very program.
  /// - Parameter certificate: a PEM file with certificate and key, to speak TLS.
  convenience init(mode: TransportMode, certificate: String? = nil) throws {
    try self.init(URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()) { port, page in
      TransportServerCommand.arguments(port: port, page: page, mode: mode, certificate: certificate)
    }
  }

  /// Starts the reference server.
  convenience init(reference: CProgram, mode: TransportMode) throws {
    try self.init(reference.url) { port, page in ["\(port)", page, mode.referenceName] }
  }

  private init(_ program: URL, arguments: (UInt16, String) -> [String]) throws {
    folder = try TemporaryFolder()
    port = try LoopbackSocket.freePort()
    let path = folder.path("page")
    process.executableURL = program
    process.currentDirectoryURL = folder.url
    process.arguments = arguments(port, path)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let (started, port) = (process, port)
    var page: SharedPage?
    _ = Poll.until {
      guard started.isRunning, let socket = LoopbackSocket(port: port, seconds: 1) else {
        return !started.isRunning
      }
      socket.end()
      page = SharedPage(path: path)
      return true
    }
    guard let page else {
      if started.isRunning { started.terminate() }
      throw Fault(description: "\(program.lastPathComponent) does not start")
    }
    self.page = page
    isPinned = Processors.pin([process.processIdentifier], to: 0)
  }

  /// Processor time of all its threads, in nanoseconds. What a thread is doing right now is not in it.
  func processorNanoseconds() throws(Fault) -> Double {
    let tasks = "/proc/\(process.processIdentifier)/task"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: tasks), !names.isEmpty else {
      throw Fault(description: "the server has ended")
    }
    return names.reduce(0) { sum, name in
      // proc(5): the time on the processor is the first of three numbers.
      let text = try? String(contentsOfFile: "\(tasks)/\(name)/schedstat", encoding: .utf8)
      return sum + (text?.split(separator: " ").first.flatMap { Double($0) } ?? 0)
    }
  }

  /// Memory that it uses.
  func residentBytes() throws(Fault) -> Int {
    guard let sample = ProcessSample(processID: process.processIdentifier) else {
      throw Fault(description: "the server has ended")
    }
    return sample.residentBytes
  }

  /// Ends it; it has nothing to save.
  func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
