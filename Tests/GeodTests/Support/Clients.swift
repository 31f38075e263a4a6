// Phones and viewers as the tests play them: blocking, one message after the other.

import Foundation
import Testing
import Transport

/// A WebSocket after its `hello`.
class Session {
  let socket: WebSocketClient
  let welcome: JSON
  /// Messages that were received while another was waited for.
  private var waiting: [JSON] = []

  convenience init(_ server: TestServer, token: String, extra: String = "") throws {
    try self.init(server, hello: #""token":"\#(token)"\#(extra.isEmpty ? "" : ",")\#(extra)"#)
  }

  /// Says hello with these members.
  init(_ server: TestServer, hello: String) throws {
    socket = try server.socket()
    try socket.send(text: #"{"type":"hello",\#(hello)}"#)
    welcome = try Self.receive(socket)
    guard welcome["type"].string == "welcome" else { throw TestFailure("no welcome but \(welcome)") }
  }

  func send(_ text: String) throws { try socket.send(text: text) }

  /// The next message.
  func next(milliseconds: Int64 = 10_000) throws -> JSON {
    if !waiting.isEmpty { return waiting.removeFirst() }
    return try Self.receive(socket, milliseconds: milliseconds)
  }

  /// The next message of that type; others are kept for later.
  func next(_ type: String, milliseconds: Int64 = 10_000) throws -> JSON {
    try next(milliseconds: milliseconds) { $0["type"].string == type }
  }

  /// The next message that fits; others are kept for later.
  func next(milliseconds: Int64 = 10_000, where fits: (JSON) -> Bool) throws -> JSON {
    if let index = waiting.firstIndex(where: fits) { return waiting.remove(at: index) }
    // Something comes again and again where there are viewers.
    let end = Date() + Poll.patienceSeconds
    while Date() < end {
      let message = try Self.receive(socket, milliseconds: milliseconds)
      if fits(message) { return message }
      waiting.append(message)
    }
    throw TestFailure(
      "none of \(waiting.count) messages is the one that was waited for: \(waiting.prefix(9))")
  }

  /// Expects that nothing comes for a while.
  func expectSilence(milliseconds: Int64) throws {
    do throws(ClientError) {
      let event = try socket.receive(timeoutMilliseconds: milliseconds)
      throw .badAnswer("\(event)")
    } catch {
      guard error == .timeout else { throw error }
    }
  }

  /// The close code that ends the session, after whatever comes before it.
  func closeCode(milliseconds: Int64 = 10_000) throws -> UInt16? {
    try Self.end(socket, milliseconds: milliseconds).code
  }

  static func receive(_ socket: WebSocketClient, milliseconds: Int64 = 10_000) throws -> JSON {
    switch try socket.receive(timeoutMilliseconds: milliseconds) {
    case .text(let text): return try JSON(text)
    case .binary: throw TestFailure("a binary message")
    case .closed(let code, let reason): throw TestFailure("closed with \(code ?? 0): \(reason)")
    }
  }

  /// The messages until the server closes, the code and the reason.
  static func end(
    _ socket: WebSocketClient, milliseconds: Int64 = 10_000
  ) throws -> (messages: [JSON], code: UInt16?, reason: String) {
    var messages: [JSON] = []
    while true {
      switch try socket.receive(timeoutMilliseconds: milliseconds) {
      case .text(let text): messages.append(try JSON(text))
      case .binary: throw TestFailure("a binary message")
      case .closed(let code, let reason): return (messages, code, reason)
      }
    }
  }
}

/// A fix as a phone writes it.
struct TestFix {
  var sequence: Int
  var time: Int64
  var latitude: Double
  var longitude: Double
  var extra = ""

  var members: String {
    #""seq":\#(sequence),"t":\#(time),"lat":\#(latitude),"lon":\#(longitude)"#
      + (extra.isEmpty ? "" : "," + extra)
  }

  var message: String { #"{"type":"fix",\#(members)}"# }
}

/// A technician's phone.
final class Phone: Session {
  init(_ server: TestServer, _ tenant: String, _ technician: String, device: String = "phone") throws {
    let token = try server.token(tenant, .technician, subject: technician)
    try super.init(server, hello: #""token":"\#(token)","device":"\#(device)""#)
  }

  /// The last sequence number that the server says it has judged.
  var lastSequence: Int? { welcome["lastSeq"].int }

  func send(_ fix: TestFix) throws { try send(fix.message) }

  /// Sends fixes in one message.
  func sendBatch(_ fixes: [TestFix]) throws {
    let items = fixes.map { "{\($0.members)}" }.joined(separator: ",")
    try send(#"{"type":"fixes","items":[\#(items)]}"#)
  }

  /// Sends fixes and waits until all are acknowledged; the refusals of all acknowledgements.
  @discardableResult
  func report(_ fixes: [TestFix]) throws -> [JSON] {
    if fixes.count == 1 {
      try send(fixes[0])
    } else {
      try sendBatch(fixes)
    }
    return try acknowledged(upTo: fixes.map(\.sequence).max() ?? 0)
  }

  @discardableResult
  func report(_ fix: TestFix) throws -> [JSON] { try report([fix]) }

  /// Waits for the acknowledgement of a number.
  @discardableResult
  func acknowledged(upTo sequence: Int) throws -> [JSON] {
    var refused: [JSON] = []
    let end = Date() + Poll.patienceSeconds
    while Date() < end {
      let ack = try next("ack")
      refused += ack["refused"].array
      if let last = ack["seq"].int, last >= sequence { return refused }
    }
    throw TestFailure("never acknowledged up to \(sequence)")
  }
}

/// Somebody who watches.
final class Viewer: Session {
  init(_ server: TestServer, _ tenant: String, resume: String = "") throws {
    let token = try server.token(tenant, .dispatcher)
    let members = resume.isEmpty ? "" : #","resume":[\#(resume)]"#
    try super.init(server, hello: #""token":"\#(token)"\#(members)"#)
  }

  /// Watches a topic and returns its snapshot.
  func watch(_ topic: String, since: String = "") throws -> JSON {
    try send(#"{"type":"sub","topic":"\#(topic)"\#(since.isEmpty ? "" : ",\"since\":\(since)")}"#)
    return try next { $0["type"].string == "state" && $0["topic"].string == topic }
  }

  /// Collects the items of a map until somebody is in them.
  func mapItem(_ id: String) throws -> JSON {
    let end = Date() + Poll.patienceSeconds
    while Date() < end {
      let frame = try next("pos")
      if let item = frame["items"].array.first(where: { $0["id"].string == id }) { return item }
    }
    throw TestFailure("\(id) is never on the map")
  }
}
