// The one table of everything that can be asked of geod: routes, topics and WebSocket commands, each with
// its right. Checks, documentation and the tests of the walls between tenants are made from it.

import Access
import TrackHub

/// The table.
enum AccessTable {
  /// Every HTTP route.
  static let routes: [Route] =
    OperationsRoutes.all + TechnicianRoutes.all + NearbyRoutes.all + MatchRoutes.all + SettingsRoutes.all
    + AuditRoutes.all + ClockRoutes.all + BookingRoutes.all + OfferRoutes.all + TripRoutes.all
    + ShareRoutes.all + ZoneRoutes.all + WebhookRoutes.all + PageRoutes.all + OpenAPIRoutes.all + [webSocket]

  /// The door of phones and viewers. Anybody may open it; the token comes with `hello`.
  static let webSocket = Route(
    method: "GET", path: "/ws", rule: .open, summary: "The WebSocket of phones and viewers",
    documentation: webSocketDocumentation
  ) { _ in .webSocket }

  /// Everything in the table by name, such as `GET /v1/clock`, `topic map` and `command fix`.
  static var entries: [(name: String, rule: AccessRule)] {
    routes.map { ("\($0.method) \($0.path)", $0.rule) }
      + Topic.Kind.allCases.map { ("topic \($0.rawValue)", rule(for: $0)) }
      + ClientMessage.Kind.allCases.map { ("command \($0.rawValue)", rule(for: $0)) }
  }

  /// Who may watch what.
  static func rule(for topic: Topic.Kind) -> AccessRule {
    switch topic {
    case .technician: .ownTechnician([.service, .dispatcher, .admin, .technician])
    case .map, .clusters, .booking, .ops: .tenant(watchers)
    case .trip: .ownTrip(watchers.union(.technician))
    case .share: .share
    }
  }

  /// Who may say what over a WebSocket. `sub` and `unsub` are open to all who may watch anything; the topic
  /// has its own rule.
  static func rule(for command: ClientMessage.Kind) -> AccessRule {
    switch command {
    case .hello, .bye: .tenant(watchers.union(.technician))
    case .fix, .fixes, .accept, .decline, .trip: .tenant(.technician)
    case .sub, .unsub: .tenant(watchers.union(.technician))
    }
  }

  private static let watchers: RoleSet = [.service, .dispatcher, .admin]
}
