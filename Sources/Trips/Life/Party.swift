// Who did something: the actor of an event, as the audit and the viewers need it.

public import Bedrock

/// The one who caused a change.
///
/// Whether somebody *may* cause it is decided at the door, by role and tenant; here it is only written down.
public struct Party: Hashable, Sendable {
  /// What kind of party it is.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// geod itself: a deadline passed, positions showed an arrival.
    case system
    /// The booking service.
    case service
    /// The technician.
    case technician
    /// The customer.
    case customer
    /// A dispatcher.
    case dispatcher
    /// An administrator of the tenant.
    case admin

    /// The word on the wire.
    public var name: StaticString {
      switch self {
      case .system: "system"
      case .service: "service"
      case .technician: "technician"
      case .customer: "customer"
      case .dispatcher: "dispatcher"
      case .admin: "admin"
      }
    }
  }

  /// What kind of party it is.
  public var kind: Kind
  /// Who exactly: the subject of the token. Nil for geod itself and where nobody said.
  public var id: ClientID?

  /// Names a party.
  public init(_ kind: Kind, _ id: ClientID? = nil) {
    self.kind = kind
    self.id = id
  }

  /// geod itself.
  public static let system = Party(.system)
}
