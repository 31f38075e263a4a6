// What a program must do to be served by a loop.

/// The program's side of one loop: an object that one thread owns and calls.
///
/// Every call comes on the loop's thread, one after the other, and never from within a `LoopControl` method:
/// what a control call causes (a close, a full queue) is told after the current callback has returned.
/// `loop` may be used in every callback and must not be kept; it cannot be.
public protocol LoopHandler: AnyObject, SendableMetatype {
  /// What other threads send to this loop.
  associatedtype Mail: Sendable

  /// The loop's thread runs; first call.
  func loopStarted(_ loop: inout LoopControl)

  /// The most bytes that the body of this request may have. Asked when the head is complete and before
  /// anything of the body is read; 413 when exceeded.
  func bodyLimitBytes(for head: HTTPRequestHead, _ loop: inout LoopControl) -> Int

  /// A complete request. Answer now or later, exactly once, with `loop.respond(to: request.token, ...)`, or
  /// accept its `webSocketOffer` with `loop.upgradeToWebSocket`. Answers go out in the order of the requests,
  /// whatever the order of the calls. If the connection is gone by then, the answer does nothing.
  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl)

  /// Makes the answer for a request that Transport refuses. Its status should be `refusal.status`; the
  /// connection is closed behind it.
  func refusedRequest(_ refusal: HTTPRefusal, on connection: ConnectionID) -> HTTPResponse

  /// Makes the answer for a connection that is one too many (`TransportLimits.connectionsMax`); it is closed behind it.
  func fullAnswer() -> HTTPResponse

  /// A WebSocket is open: accepted by `upgradeToWebSocket` or asked for with `connect`. Not called for
  /// `adopt`.
  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl)

  /// A complete message of an open WebSocket. `payload` is valid during the call only; text is valid UTF-8.
  /// No allocation happens for a message that came in one frame and in one read.
  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl)

  /// An open WebSocket ended, by either side or by failure. Exactly once for every one that was opened or
  /// adopted here and not detached. `code` is the one of the close frame that was received, or the one
  /// that this side sent for a fault; 1005 for a close frame without a code; nil when the socket just ended.
  func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl)

  /// `connect` did not lead to an open WebSocket. Exactly once instead of `webSocketOpened`.
  func connectFailed(_ connection: ConnectionID, _ failure: ConnectFailure, _ loop: inout LoopControl)

  /// More than `outboundHighBytes` wait for this WebSocket: send no more than you must, keep the latest.
  func outboundBlocked(_ connection: ConnectionID, _ loop: inout LoopControl)

  /// The queue that was told blocked has shrunk to half of the mark. Not called if the connection ends.
  func outboundDrained(_ connection: ConnectionID, _ loop: inout LoopControl)

  /// Something posted to this loop's mailbox, in the order of each sender.
  func mail(_ mail: Mail, _ loop: inout LoopControl)

  /// A time set with `loop.schedule` has come.
  func timer(_ token: UInt64, _ loop: inout LoopControl)

  /// All events of one turn have been told and nothing has been written yet: the place to queue what is
  /// written once per turn, such as cumulative acknowledgements.
  func turnEnded(_ loop: inout LoopControl)

  /// The group is draining: no connection is accepted any more. Tell clients where to go and close; what is
  /// still open at the group's deadline is aborted.
  func draining(_ loop: inout LoopControl)
}

extension LoopHandler {
  /// Does nothing.
  public func loopStarted(_ loop: inout LoopControl) {}

  /// `TransportLimits.bodyBytesMax`.
  public func bodyLimitBytes(for head: HTTPRequestHead, _ loop: inout LoopControl) -> Int {
    loop.limits.bodyBytesMax
  }

  /// A plain text answer that names the reason.
  public func refusedRequest(_ refusal: HTTPRefusal, on connection: ConnectionID) -> HTTPResponse {
    HTTPResponse(status: refusal.status, text: refusal.reason.rawValue + "\n")
  }

  /// 503, to come again in a second.
  public func fullAnswer() -> HTTPResponse {
    var answer = HTTPResponse(status: 503, text: "full\n")
    answer.headers.append("Retry-After", "1")
    return answer
  }

  /// Does nothing.
  public func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {}

  /// Does nothing.
  public func message(
    _ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl
  ) {}

  /// Does nothing.
  public func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {}

  /// Does nothing.
  public func connectFailed(
    _ connection: ConnectionID, _ failure: ConnectFailure, _ loop: inout LoopControl
  ) {}

  /// Does nothing.
  public func outboundBlocked(_ connection: ConnectionID, _ loop: inout LoopControl) {}

  /// Does nothing.
  public func outboundDrained(_ connection: ConnectionID, _ loop: inout LoopControl) {}

  /// Does nothing.
  public func timer(_ token: UInt64, _ loop: inout LoopControl) {}

  /// Does nothing.
  public func turnEnded(_ loop: inout LoopControl) {}

  /// Closes every WebSocket with 4503.
  public func draining(_ loop: inout LoopControl) { loop.closeAllWebSockets(.draining) }
}

/// Why an outgoing connection did not become a WebSocket.
public enum ConnectFailure: Error, Sendable, Equatable {
  /// The connection could not be made, with the system's error number.
  case system(Int32)
  /// The handler itself closed it.
  case cancelled
  /// It took longer than `TransportLimits.connectMilliseconds`.
  case timeout
  /// The two sides did not agree on TLS, or the server is not who it should be.
  case tls(TLSHandshakeFailure)
  /// The server answered with this status instead of 101.
  case refused(status: Int)
  /// The server's answer breaks HTTP or RFC 6455 section 4.1, or it hung up.
  case badAnswer
}
