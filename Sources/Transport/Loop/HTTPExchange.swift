// The HTTP side of one connection: the request that is being read and the answers that are owed.

/// Requests in, answers out, in order. An object, because most connections soon are WebSockets and need none.
final class HTTPExchange {
  enum Answer {
    /// The handler has not decided yet.
    case owed
    case ready(HTTPResponse)
    /// The offer was accepted.
    case upgrade(subprotocol: String?)
  }

  /// A request whose answer was not yet written.
  struct Pending {
    var answer = Answer.owed
    var isHead: Bool
    var minorVersion: Int
    var keepsAlive: Bool
    /// Whether the client would have the answer packed.
    var prefersGzip = false
    var offer: WebSocketOffer?
  }

  var parser: HTTPRequestParser
  /// The request that is being read.
  var head: HTTPRequestHead?
  var body: [UInt8] = []
  /// Owed answers; the first belongs to request `firstNumber`.
  var pending: [Pending] = []
  var firstNumber: UInt32 = 0
  /// When the head or the body that is being read has begun; when the connection fell idle otherwise.
  var since: Int64
  /// When the position has last changed, and what of the request has come since.
  var stretchBegan: Int64
  var stretchBytes = 0
  var position = HTTPRequestParser.Position.between
  /// `100 Continue` is owed once the answers before it are written.
  var owesContinue = false
  /// Nothing more is read: a refusal, or an answer that closes, is on its way.
  var isOver = false

  init(limits: TransportLimits, now: Int64) {
    parser = HTTPRequestParser(limits: limits)
    since = now
    stretchBegan = now
  }

  /// A new stretch of a request has its own patience.
  func beginStretch(_ now: Int64) {
    (since, stretchBegan, stretchBytes) = (now, now, 0)
  }

  /// Whether the last request asks for a WebSocket and is undecided: what follows may be no HTTP.
  var awaitsUpgrade: Bool { pending.last?.offer != nil }

  var nextNumber: UInt32 { firstNumber &+ UInt32(pending.count) }

  /// The place of a request in `pending`, if its answer is still owed.
  func owedIndex(_ number: UInt32) -> Int? {
    let index = Int(number &- firstNumber)
    guard index < pending.count, case .owed = pending[index].answer else { return nil }
    return index
  }
}
