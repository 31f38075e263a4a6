// Every limit of Transport in one place.

/// The limits of a loop's connections. Bytes, milliseconds and counts; the defaults suit a public server.
public struct TransportLimits: Sendable, Equatable {
  /// The longest request line without its line end; longer ones are refused with 414.
  public var requestLineBytesMax = 8 * 1024
  /// The longest header section, line ends included; longer ones are refused with 431.
  public var headerBytesMax = 32 * 1024
  /// The most fields of a header section; more are refused with 431.
  public var headerCountMax = 100
  /// What a handler gets as default for `bodyLimitBytes`.
  public var bodyBytesMax = 1024 * 1024
  /// Requests of one connection that may wait for their answers; reading pauses beyond.
  public var pipelinedRequestsMax = 16
  /// From the first byte of a request (for the first: from accept) to the end of its headers; 408 when later.
  public var headMilliseconds: Int64 = 10_000
  /// From the end of the headers to the end of the body; 408 when later.
  public var bodyMilliseconds: Int64 = 30_000
  /// How long a head or a body may come more slowly than `requestBytesPerSecondMin`.
  public var requestGraceMilliseconds: Int64 = 5_000
  /// The least that must come of a head or a body, on the average since it began, when the grace is over; 408 when less.
  public var requestBytesPerSecondMin = 512
  /// How long a connection may stay open between two requests.
  public var keepAliveIdleMilliseconds: Int64 = 75_000
  /// Answers of text are packed with gzip for those who like that, if they have as many bytes. Fewer are one or two packets
  /// either way.
  public var gzipBytesMin = 4 * 1024
  /// Longer answers are sent as they are: packing 256 KiB takes the loop 1.2 ms, longer than anything else should.
  public var gzipBytesMax = 256 * 1024
  /// After this silence a WebSocket is sent a ping.
  public var pingAfterMilliseconds: Int64 = 30_000
  /// After this silence a WebSocket is closed with 4408.
  public var webSocketIdleMilliseconds: Int64 = 75_000
  /// How long a close handshake, or the delivery of the last answer, may take before the socket is closed.
  public var closeMilliseconds: Int64 = 5_000
  /// How long an outgoing connection may take until it is an open WebSocket.
  public var connectMilliseconds: Int64 = 10_000
  /// The largest WebSocket message, all fragments together and unpacked; larger ones end with 1009.
  public var messageBytesMax = 256 * 1024
  /// Packed messages (permessage-deflate, RFC 7692): agreed on with clients that offer them, and offered to servers. Nil
  /// is off.
  public var deflate: DeflateLimits?
  /// Outbound bytes waiting beyond which `outboundBlocked` is called; `outboundDrained` comes at half of it.
  public var outboundHighBytes = 64 * 1024
  /// Outbound bytes waiting beyond which a WebSocket is closed with `slowReaderCode`. Does not apply to HTTP
  /// answers: there pipelining is limited instead.
  public var outboundHardBytes = 4 * 1024 * 1024
  /// The code for a WebSocket whose reader does not read.
  public var slowReaderCode = WebSocketCloseCode.slowReader
  /// Connections of a whole group of loops. Further ones are refused: with the handler's `fullAnswer` where they are
  /// plain, without a word where they want TLS, because a handshake is what there is no room for.
  public var connectionsMax = 1_000_000
  /// Refused connections that may wait at a time to have read why; they come on top of `connectionsMax`. Whoever comes
  /// beyond is closed at once.
  public var refusalsAtOnceMax = 64
  /// Connections accepted in one turn, so that those who are connected are served in a storm.
  public var acceptsPerTurnMax = 64
  /// From accept to the end of the TLS handshake; the connection is closed when later.
  public var handshakeMilliseconds: Int64 = 10_000
  /// The same while `handshakesInFlightMax` is reached, and for as long after, so that those who say nothing make
  /// room. Long enough for three ways to and fro of a phone with bad reception.
  public var handshakePressedMilliseconds: Int64 = 3_000
  /// TLS handshakes of accepted connections, per loop, that may be begun and not finished; further connections wait
  /// in the listen queue.
  public var handshakesInFlightMax = 1024
  /// Steps of TLS handshakes in one turn. The costly one takes about 200 us: this is how long those who are connected
  /// may have to wait for newcomers.
  public var handshakeStepsPerTurnMax = 16

  /// The defaults.
  public init() {}
}
