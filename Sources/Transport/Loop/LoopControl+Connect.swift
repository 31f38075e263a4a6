// Outgoing WebSockets: the client's side of connecting and of the opening handshake, in the loop.

internal import CLinux

/// Where an outgoing WebSocket goes.
public struct WebSocketTarget: Sendable {
  /// The address to connect to. Names are resolved before, with `PeerAddress.resolve`, because that blocks.
  public var address: PeerAddress
  /// The Host field; by default address and port.
  public var host: String
  /// Path and query, percent-encoded.
  public var path: String
  /// Further fields, such as Authorization.
  public var headers: HTTPHeaders
  /// The subprotocols to offer, best first. The server must choose one of them when there are any.
  public var subprotocols: [String]
  /// Whom to trust; nil to speak without TLS.
  public var tls: TLSClientContext?
  /// The name or address that the server's certificate must be for; by default the address.
  public var serverName: String

  /// Describes where to go.
  public init(
    address: PeerAddress, host: String? = nil, path: String, headers: HTTPHeaders = [:],
    subprotocols: [String] = [], tls: TLSClientContext? = nil, serverName: String? = nil
  ) {
    precondition(
      path.utf8.first == 0x2F && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "an encoded path")
    self.address = address
    self.host = host ?? address.description
    self.path = path
    self.headers = headers
    self.subprotocols = subprotocols
    self.tls = tls
    self.serverName = serverName ?? address.host
  }
}

extension LoopControl {
  /// Opens an outgoing WebSocket in this loop; `webSocketOpened` or `connectFailed` follows.
  public mutating func connect(to target: WebSocketTarget) -> ConnectionID {
    counters.connectsBegun += 1
    // SAFETY: the array has the 16 bytes that the call reads.
    let socket = unsafe clinux_connect(target.address.networkOrder, target.address.port)
    guard socket >= 0,
      let id = insert(Wire(socket: socket), peer: target.address, phase: .connecting, interest: .write)
    else {
      let id = connections.insert()
      connections.remove(id.slot)
      notices.append(.connectFailed(id, .system(socket < 0 ? -socket : 0)))
      return id
    }
    connections[id.slot].decoder = WebSocketDecoder(role: .client, messageBytesMax: limits.messageBytesMax)
    connections[id.slot].handshake = ClientHandshake(target: target, limits: limits)
    arm(id)
    return id
  }

  /// The socket of an outgoing connection is writable or broken for the first time.
  mutating func connectCompleted(_ id: ConnectionID) {
    guard let handshake = connections[id.slot].handshake else { return }
    let error = clinux_socket_error(connections[id.slot].wire.socket)
    if error != 0 { return failConnect(id, .system(error)) }
    guard let tls = handshake.target.tls else { return askForWebSocket(id, handshake) }
    handshake.stage = .securing
    counters.handshakesBegun += 1
    connections[id.slot].wire.secure(client: tls, name: handshake.target.serverName)
    // The client speaks first: should this turn's share be used up, writability brings us back.
    connections[id.slot].flags.insert(.awaitsWritability)
    secure(id)
  }

  /// The connection stands: the request goes out.
  mutating func askForWebSocket(_ id: ConnectionID, _ handshake: ClientHandshake) {
    handshake.stage = .asking
    let request = WebSocketHandshake.request(
      to: handshake.target, key: handshake.key, deflate: limits.deflate)
    appendRaw(request, to: id)
    updateInterest(id)
  }

  /// Bytes of the server's answer; what follows the answer is parked for the open WebSocket.
  mutating func readHandshake(_ bytes: Span<UInt8>, _ id: ConnectionID) {
    guard let handshake = connections[id.slot].handshake else { return }
    var offset = 0
    switch handshake.parser.next(bytes, at: &offset) {
    case .needsMore: return
    case .head(let head):
      guard head.status == 101 else { return failConnect(id, .refused(status: head.status)) }
      guard
        let acceptance = WebSocketHandshake.acceptance(
          head, key: handshake.key, subprotocols: handshake.target.subprotocols, deflate: limits.deflate)
      else { return failConnect(id, .badAnswer) }
      connections[id.slot].handshake = nil
      connections[id.slot].flags.insert(.isPaused)
      // SAFETY: the rest is copied during the call.
      unsafe bytes.extracting(offset..<bytes.count).withUnsafeBufferPointer {
        unsafe connections[id.slot].parked = Array($0)
      }
      open(id, role: .client, acceptance.deflate)
    case .body, .end, .refused: failConnect(id, .badAnswer)
    }
  }
}
