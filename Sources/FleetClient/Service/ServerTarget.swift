// Which server a program talks to: a child of its own, or one that runs somewhere.

public import Access
public import Bedrock
public import Transport

/// A server with the means to mint tokens for one of its tenants.
public struct ServerTarget {
  /// Where it listens.
  public let address: PeerAddress
  /// Tokens for the tenant.
  public let desk: TokenDesk
  /// The server's process where it is a child of this program.
  public let child: ChildServer?

  /// Starts a child.
  public init(child configuration: ChildServer.Configuration) throws(FleetError) {
    let child = try ChildServer(configuration)
    self.child = child
    address = child.address
    desk = child.desk
  }

  /// Names a server that runs already.
  /// - Parameter url: `http://host:port`; without a port, 80.
  public init(url: String, keysPath: String, tenant: ClientID) throws(FleetError) {
    child = nil
    address = try Self.address(url)
    do {
      desk = try TokenDesk(ring: try KeyRing(file: keysPath), tenant: tenant)
    } catch let error as FleetError {
      throw error
    } catch {
      throw .file("\(error)")
    }
  }

  /// A connection for questions with a token of the given role.
  public func service(_ role: Role, subject: ClientID = ClientID(trusted: "fleet")) throws(FleetError)
    -> ServiceAPI
  {
    ServiceAPI(address, token: try desk.token(role, subject: subject))
  }

  /// Ends the child, if there is one; false when it did not end well.
  @discardableResult
  public func stop() -> Bool { child?.stop() ?? true }

  /// Reads `http://host:port`, with brackets around an IPv6 address, and resolves the host.
  static func address(_ url: String) throws(FleetError) -> PeerAddress {
    let refused = FleetError.fleet("'\(url)' must be http://host:port")
    guard url.hasPrefix("http://") else { throw refused }
    var authority = url.dropFirst("http://".count)
    if authority.hasSuffix("/") { authority.removeLast() }
    guard !authority.isEmpty, !authority.contains("/") else { throw refused }
    var host = authority
    var port: UInt16 = 80
    if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
      guard let number = UInt16(authority[authority.index(after: colon)...]) else { throw refused }
      port = number
      host = authority[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    do {
      guard let first = try PeerAddress.resolve(String(host), port: port).first else { throw refused }
      return first
    } catch let error as FleetError {
      throw error
    } catch {
      throw .fleet("'\(host)' cannot be resolved")
    }
  }
}
