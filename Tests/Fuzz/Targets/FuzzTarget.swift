// What can be fuzzed, by the name that a command line and a folder of inputs have for it.

/// A codec with the properties that every input must leave intact. The fuzzer and the ordinary tests call the same
/// checks.
enum FuzzTarget: String, CaseIterable, Sendable {
  /// Requests, one after the other.
  case httpHead = "http_head"
  /// Answers, as a client reads them.
  case httpAnswer = "http_answer"
  /// The chunked transfer coding.
  case chunkedBody = "chunked_body"
  /// Frames of a WebSocket, as either end reads them.
  case frameDecoder = "frame_decoder"
  /// Packed messages (permessage-deflate).
  case deflate
  /// What phones say.
  case fixJSON = "fix_json"

  /// What became of an input.
  enum Verdict: Sendable {
    /// At least one whole thing was understood and nothing was refused.
    case read
    /// Something was refused, maybe behind others that were understood.
    case refused
    /// The input ended before anything was whole.
    case unfinished
  }

  /// Checks all properties of the target with the bytes of a file.
  @discardableResult
  func check(_ bytes: [UInt8]) throws(FuzzFault) -> Verdict { try check(FuzzInput(bytes)) }

  /// Checks all properties of the target.
  @discardableResult
  func check(_ input: FuzzInput) throws(FuzzFault) -> Verdict {
    switch self {
    case .httpHead: try HTTPHeadTarget.check(input)
    case .httpAnswer: try HTTPAnswerTarget.check(input)
    case .chunkedBody: try ChunkedBodyTarget.check(input)
    case .frameDecoder: try FrameDecoderTarget.check(input)
    case .deflate: try DeflateTarget.check(input)
    case .fixJSON: try FixJSONTarget.check(input)
    }
  }
}

/// A property that does not hold.
struct FuzzFault: Error, CustomStringConvertible {
  let description: String

  /// Throws where something that must hold does not.
  static func unless(_ holds: Bool, _ what: @autoclosure () -> String) throws(FuzzFault) {
    if !holds { throw FuzzFault(description: what()) }
  }

  /// Throws where two ways to the same answer part.
  static func unlessEqual<Value: Equatable>(
    _ a: Value, _ b: Value, _ what: @autoclosure () -> String
  ) throws(FuzzFault) {
    if a != b { throw FuzzFault(description: "\(what()):\n  \(a)\n  \(b)") }
  }
}
