// Who somebody is: the six roles, and sets of them for tables of routes and topics.

/// What a caller is to a tenant. The raw value is the claim's text.
public enum Role: String, Hashable, Sendable, CaseIterable {
  /// A booking service of the tenant.
  case service
  /// A technician's phone; the subject is the technician.
  case technician
  /// A customer; the token may name one booking.
  case customer
  /// A person who watches the fleet and overrides.
  case dispatcher
  /// A person who reads reports.
  case analyst
  /// A person who changes the tenant's settings.
  case admin
}

/// A set of roles, for tables.
public struct RoleSet: OptionSet, Hashable, Sendable {
  /// One bit for each role.
  public let rawValue: UInt8

  /// Wraps bits; those without a role are kept and match nobody.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The set of one role.
  public init(_ role: Role) {
    switch role {
    case .service: self = .service
    case .technician: self = .technician
    case .customer: self = .customer
    case .dispatcher: self = .dispatcher
    case .analyst: self = .analyst
    case .admin: self = .admin
    }
  }

  /// See `Role.service`.
  public static let service = RoleSet(rawValue: 1 << 0)
  /// See `Role.technician`.
  public static let technician = RoleSet(rawValue: 1 << 1)
  /// See `Role.customer`.
  public static let customer = RoleSet(rawValue: 1 << 2)
  /// See `Role.dispatcher`.
  public static let dispatcher = RoleSet(rawValue: 1 << 3)
  /// See `Role.analyst`.
  public static let analyst = RoleSet(rawValue: 1 << 4)
  /// See `Role.admin`.
  public static let admin = RoleSet(rawValue: 1 << 5)
  /// Everybody with a valid token.
  public static let everyone: RoleSet = [
    .service, .technician, .customer, .dispatcher, .analyst, .admin,
  ]

  /// Whether the set has the role.
  public func contains(_ role: Role) -> Bool { contains(RoleSet(role)) }

  /// The roles of the set, in the order of `Role.allCases`.
  public var roles: [Role] { Role.allCases.filter { contains($0) } }
}
