// `geobench echo` as a program: it says where it listens, and ends by a signal.

import Foundation
import TestPrograms
import TestSupport
import Testing

@Suite("geobench echo")
struct EchoServerTests {
  @Test(arguments: [["echo"], ["echo", "--port"], ["echo", "--port", "70000"], ["echo", "--fast"]])
  func refusesWrongCommandLines(_ arguments: [String]) throws {
    #expect(try BuiltProduct.run("geobench", arguments).status == 2)
  }

  @Test func explainsItself() throws {
    let help = try BuiltProduct.run("geobench", ["echo", "--help"])
    #expect(help.status == 0 && help.text.contains("--deflate"))
  }

  @Test(arguments: [true, false]) func listensUntilASignalEndsIt(_ deflates: Bool) throws {
    let process = Process()
    process.executableURL = BuiltProduct.url("geobench")
    process.arguments = ["echo", "--port", "0"] + (deflates ? ["--deflate"] : [])
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    defer { process.terminate() }
    var line = ""
    while !line.contains("\n") {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      line += String(decoding: data, as: UTF8.self)
    }
    #expect(line.hasPrefix("listening on ws://127.0.0.1:") && line.contains("permessage-deflate") == deflates)
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
  }
}
