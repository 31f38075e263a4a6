// Which server a program talks to: a child of its own, or one that runs somewhere.

public import Access
public import Bedrock
public import Transport

/// A server with the means to mint tokens for one of its tenants.
public struct ServerTarget {
  /// Where it listens.
  public let address: PeerAddress
  /// How to speak TLS with it; nil where it is reached without.
  public let security: ServerSecurity?
  /// Tokens for the tenant.
  public let desk: TokenDesk
  /// The server's process where it is a child of this program.
  public let child: ChildServer?

  /// Starts a child.
  /// - Parameter security: how to speak TLS with it, where its arguments make it do so.
  public init(
    child configuration: ChildServer.Configuration, security: ServerSecurity? = nil
  ) throws(FleetError) {
    self.init(child: try ChildServer(configuration), security: security)
  }

  /// A child that runs.
  public init(child: ChildServer, security: ServerSecurity? = nil) {
    self.child = child
    self.security = security
    address = child.address
    desk = child.desk
  }

  /// Names a server that runs already.
  /// - Parameters:
  ///   - url: `http://host:port` or `https://host:port`; without a port, 80 or 443.
  ///   - rootsPath: a PEM file with whom to trust, for `https` only; nil for what the system trusts.
  public init(url: String, rootsPath: String? = nil, keysPath: String, tenant: ClientID) throws(FleetError) {
    child = nil
    let place = try ServerURL(url)
    address = try place.resolve()
    security = try place.security(rootsPath: rootsPath)
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
    ServiceAPI(address, security: security, token: try desk.token(role, subject: subject))
  }

  /// Ends the child, if there is one; false when it did not end well.
  @discardableResult
  public func stop() -> Bool { child?.stop() ?? true }
}
