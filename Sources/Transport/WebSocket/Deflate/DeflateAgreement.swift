// What two ends agree on about permessage-deflate (RFC 7692 sections 5 and 7.1).

/// The parameters of one connection, as this end sees them.
struct DeflateAgreement: Sendable, Equatable {
  static let name = "permessage-deflate"

  /// The window of what this end sends; 8 means that it never compresses, because zlib has no such raw deflate.
  var windowBits: Int
  /// Whether this end may refer to its earlier messages.
  var keepsContext: Bool
  /// The window of what the peer sends.
  var peerWindowBits: Int
  /// Whether the peer may refer to its earlier messages.
  var peerKeepsContext: Bool

  var mayCompress: Bool { windowBits >= 9 }
}

/// The four parameters of section 7.1, read strictly.
private struct DeflateParameters {
  var serverNoContext = false
  var clientNoContext = false
  var serverWindowBits: Int?
  var clientWindowBits: Int?
  /// client_max_window_bits without a value, which only an offer may have.
  var clientWindowIsOpen = false

  /// Nil for an unknown parameter, one that occurs twice, and one with a value that it must not have.
  init?(_ offer: WebSocketExtension, isOffer: Bool) {
    for (index, parameter) in offer.parameters.enumerated() {
      // Only four names pass, so that this is short whatever is offered.
      if offer.parameters[..<index].contains(where: { $0.name == parameter.name }) { return nil }
      switch (parameter.name, parameter.value) {
      case ("server_no_context_takeover", nil): serverNoContext = true
      case ("client_no_context_takeover", nil): clientNoContext = true
      case ("client_max_window_bits", nil) where isOffer: clientWindowIsOpen = true
      case ("server_max_window_bits", let text?):
        guard let bits = Self.bits(text) else { return nil }
        serverWindowBits = bits
      case ("client_max_window_bits", let text?):
        guard let bits = Self.bits(text) else { return nil }
        clientWindowBits = bits
      default: return nil
      }
    }
  }

  /// 8 to 15, without leading zeros.
  private static func bits(_ text: String) -> Int? {
    ["8", "9", "10", "11", "12", "13", "14", "15"].contains(text) ? Int(text) : nil
  }
}

extension DeflateAgreement {
  /// The server's choice among the offers, in their order: the first that it can serve within its limits. Those with
  /// parameters that are unknown, doubled or wrong are declined, and so is server_max_window_bits=8, which zlib cannot
  /// do. Nil when nothing is left: the connection opens without compression.
  static func choose(_ offers: [WebSocketExtension], _ limits: DeflateLimits) -> DeflateAgreement? {
    for offer in offers where offer.name == name {
      guard let asked = DeflateParameters(offer, isOffer: true) else { continue }
      let windowBits = min(asked.serverWindowBits ?? 15, limits.windowBits)
      let peerWindowBits = min(asked.clientWindowBits ?? 15, limits.peerWindowBits)
      // A window can be asked only of a client that has said it would obey.
      let mayAsk = asked.clientWindowIsOpen || asked.clientWindowBits != nil
      guard windowBits >= 9, mayAsk || limits.peerWindowBits == 15 else { continue }
      return DeflateAgreement(
        windowBits: windowBits, keepsContext: limits.keepsContext && !asked.serverNoContext,
        peerWindowBits: peerWindowBits, peerKeepsContext: limits.peerKeepsContext && !asked.clientNoContext)
    }
    return nil
  }

  /// The server's answer. What is not said is 15 bits and context.
  var answer: String {
    var answer = WebSocketExtension(Self.name)
    if !keepsContext { answer.add("server_no_context_takeover") }
    if !peerKeepsContext { answer.add("client_no_context_takeover") }
    if windowBits < 15 { answer.add("server_max_window_bits", windowBits) }
    if peerWindowBits < 15 { answer.add("client_max_window_bits", peerWindowBits) }
    return answer.text
  }

  /// What a client with these limits offers.
  static func offer(_ limits: DeflateLimits) -> String {
    var offer = WebSocketExtension(name)
    if !limits.peerKeepsContext { offer.add("server_no_context_takeover") }
    if !limits.keepsContext { offer.add("client_no_context_takeover") }
    if limits.peerWindowBits < 15 { offer.add("server_max_window_bits", limits.peerWindowBits) }
    offer.add("client_max_window_bits", limits.windowBits < 15 ? limits.windowBits : nil)
    return offer.text
  }

  /// What the server has made of `offer`; nil when its answer is none to it, which fails the connection.
  static func accept(_ answer: WebSocketExtension, offered limits: DeflateLimits) -> DeflateAgreement? {
    guard answer.name == name, let said = DeflateParameters(answer, isOffer: false) else { return nil }
    // What the client has asked for must be granted.
    if !limits.peerKeepsContext, !said.serverNoContext { return nil }
    if limits.peerWindowBits < 15, (said.serverWindowBits ?? 16) > limits.peerWindowBits { return nil }
    return DeflateAgreement(
      windowBits: min(said.clientWindowBits ?? 15, limits.windowBits),
      keepsContext: limits.keepsContext && !said.clientNoContext,
      peerWindowBits: said.serverWindowBits ?? 15, peerKeepsContext: !said.serverNoContext)
  }
}

extension WebSocketExtension {
  fileprivate mutating func add(_ name: String, _ bits: Int? = nil) {
    parameters.append(Parameter(name: name, value: bits.map { "\($0)" }))
  }
}
