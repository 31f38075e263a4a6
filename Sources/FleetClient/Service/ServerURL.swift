// Where a server is, as a person writes it, and what it takes to speak TLS with it.

public import Transport

/// Whom to trust, and as whom the server has to prove itself.
public struct ServerSecurity: Sendable {
  /// Who may vouch for the server.
  public var trust: TLSClientContext
  /// The name or numeric address that its certificate must be for.
  public var serverName: String

  /// Puts both together.
  public init(trust: TLSClientContext, serverName: String) {
    self.trust = trust
    self.serverName = serverName
  }
}

/// `http://host:port` or `https://host:port`, with brackets around an IPv6 address; nothing behind it but a slash.
struct ServerURL: Equatable {
  var isSecure: Bool
  var host: String
  /// 80 or 443 where none is written.
  var port: UInt16

  init(_ url: String) throws(FleetError) {
    let refused = FleetError.fleet("'\(url)' must be http://host:port or https://host:port")
    let schemes: [(text: String, isSecure: Bool, port: UInt16)] = [
      ("http://", false, 80), ("https://", true, 443),
    ]
    guard let scheme = schemes.first(where: { url.hasPrefix($0.text) }) else { throw refused }
    isSecure = scheme.isSecure
    port = scheme.port
    var authority = url.dropFirst(scheme.text.count)
    if authority.hasSuffix("/") { authority.removeLast() }
    guard !authority.contains("/") else { throw refused }
    if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
      guard let number = UInt16(authority[authority.index(after: colon)...]) else { throw refused }
      port = number
      authority = authority[..<colon]
    }
    if authority.hasPrefix("["), authority.hasSuffix("]") { authority = authority.dropFirst().dropLast() }
    guard !authority.isEmpty else { throw refused }
    host = String(authority)
  }

  /// The first address of the host.
  func resolve() throws(FleetError) -> PeerAddress {
    guard let first = try? PeerAddress.resolve(host, port: port).first else {
      throw .fleet("'\(host)' cannot be resolved")
    }
    return first
  }

  /// What it takes to speak TLS; nil for `http`.
  func security(rootsPath: String?) throws(FleetError) -> ServerSecurity? {
    guard isSecure else {
      guard rootsPath == nil else { throw .fleet("--ca is for a server at https://") }
      return nil
    }
    do {
      let trust = try TLSClientContext(roots: rootsPath.map { .file($0) } ?? .system)
      return ServerSecurity(trust: trust, serverName: host)
    } catch {
      throw .file("\(rootsPath ?? "the system's trusted roots"): \(error)")
    }
  }
}
