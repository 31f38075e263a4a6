// Who may use an entry of the interface: roles, and how far their reach goes inside the tenant.

import Access
import Bedrock

/// The right to one route, topic or command.
struct AccessRule: Sendable, Equatable {
  /// How far an entry reaches. Nothing ever reaches beyond the token's tenant.
  enum Scope: String, Sendable, CaseIterable {
    /// No token is needed; the entry shows nothing of any tenant.
    case open
    /// No token is needed, but the caller must be on this machine.
    case machine
    /// The token's tenant.
    case tenant
    /// The tenant named in the path, which must be the token's.
    case namedTenant
    /// For the role technician only the technician that the token names; for other roles the tenant.
    case ownTechnician
    /// For the role technician only its own trips, for other roles the tenant. Whose a trip is only the engine
    /// knows, so it is the engine that refuses the others.
    case ownTrip
    /// No role: what a share shows to the session that came with it.
    case share
  }

  var roles: RoleSet
  var scope: Scope

  static let open = AccessRule(roles: [], scope: .open)
  static let machine = AccessRule(roles: [], scope: .machine)

  static let share = AccessRule(roles: [], scope: .share)

  static func tenant(_ roles: RoleSet) -> AccessRule { AccessRule(roles: roles, scope: .tenant) }

  static func namedTenant(_ roles: RoleSet) -> AccessRule { AccessRule(roles: roles, scope: .namedTenant) }

  static func ownTechnician(_ roles: RoleSet) -> AccessRule {
    AccessRule(roles: roles, scope: .ownTechnician)
  }

  static func ownTrip(_ roles: RoleSet) -> AccessRule { AccessRule(roles: roles, scope: .ownTrip) }

  /// Whether a token is needed at all.
  var needsToken: Bool { scope != .open && scope != .machine }

  /// Why these claims do not allow the entry, with the claim that is in the way; nil when they do.
  /// - Parameters:
  ///   - tenant: the tenant that the request names, for `namedTenant`.
  ///   - technician: the technician that the request names, for `ownTechnician`.
  func refusal(
    _ claims: Claims, tenant: ClientID? = nil, technician: ClientID? = nil
  ) -> FieldError? {
    if scope == .share { return Self.refusal(.role, "only those who come with a share may do this") }
    guard roles.contains(claims.role) else {
      let allowed = roles.roles.map(\.rawValue).joined(separator: ", ")
      return Self.refusal(.role, "\(claims.role.rawValue) may not do this; allowed: \(allowed)")
    }
    if scope == .namedTenant, tenant != claims.tenant {
      return Self.refusal(.tenant, "is another tenant than the one in the path")
    }
    if scope == .ownTechnician, claims.role == .technician, technician != claims.subject {
      return Self.refusal(.subject, "a technician may do this only for itself")
    }
    return nil
  }

  private static func refusal(_ claim: TokenError.Claim, _ message: Phrase) -> FieldError {
    FieldError(field: "token.\(claim.rawValue)", code: .notAllowed, message: message)
  }
}
