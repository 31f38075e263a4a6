// What everybody may do, written down once more for the tests: a right that changes must change in two places.

import Access

@testable import geod

/// What the entries of the table are expected to allow, and how each is called. Written down here once more,
/// on purpose: a right that changes must change in two places.
struct Expectation {
  var roles: RoleSet
  var scope: AccessRule.Scope
  /// The path of a route with its parameters filled in, and the body of a good request.
  var path = ""
  var body = ""
  /// How far the booking of the path must have come for a good request.
  var stage = BookingStage.none

  static let watchers: RoleSet = [.service, .dispatcher, .admin]

  static let all: [String: Expectation] = [
    "GET /healthz": Expectation(roles: [], scope: .open, path: "/healthz"),
    "GET /readyz": Expectation(roles: [], scope: .open, path: "/readyz"),
    "GET /metrics": Expectation(roles: [], scope: .machine, path: "/metrics"),
    "GET /openapi.json": Expectation(roles: [], scope: .open, path: "/openapi.json"),
    "GET /": Expectation(roles: [], scope: .open, path: "/"),
    "GET /ops": Expectation(roles: [], scope: .open, path: "/ops"),
    "GET /docs": Expectation(roles: [], scope: .open, path: "/docs"),
    "GET /t/{share}": Expectation(roles: [], scope: .open, path: "/t/-CyV4MsTS1pM_7LkJXNY_Q"),
    "GET /assets/{version}/{path...}": Expectation(
      roles: [], scope: .open, path: "/assets/any/css/tokens.css"),
    "GET /pages/settings.json": Expectation(roles: [], scope: .open, path: "/pages/settings.json"),
    "GET /map/{zoom}/{x}/{y}": Expectation(roles: [], scope: .open, path: "/map/12/2579/1761"),
    "GET /ws": Expectation(roles: [], scope: .open, path: "/ws"),
    "GET /v1/technicians/{id}": Expectation(
      roles: [.service, .dispatcher, .admin, .technician], scope: .ownTechnician, path: "/v1/technicians/t1"),
    "PUT /v1/technicians/{id}": Expectation(
      roles: [.service, .admin], scope: .tenant, path: "/v1/technicians/put",
      body: #"{"name":{"en":"changed"}}"#),
    "DELETE /v1/technicians/{id}": Expectation(
      roles: [.service, .admin], scope: .tenant, path: "/v1/technicians/put"),
    "GET /v1/technicians": Expectation(
      roles: [.service, .dispatcher, .admin, .analyst], scope: .tenant, path: "/v1/technicians?limit=50"),
    "POST /v1/technicians:import": Expectation(
      roles: [.service, .admin], scope: .tenant, path: "/v1/technicians:import",
      body: #"{"id":"put","name":{"en":"imported"}}"#),
    "GET /v1/technicians:nearby": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/technicians:nearby?lat=24.7&lon=46.7"),
    "POST /v1/match": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/match",
      body: #"{"lat":24.7,"lon":46.7,"explain":["t1"],"countsRefusals":true}"#),
    "GET /v1/tenants/{id}/settings": Expectation(
      roles: watchers, scope: .namedTenant, path: "/v1/tenants/alpha/settings"),
    "PUT /v1/tenants/{id}/settings": Expectation(
      roles: .admin, scope: .namedTenant, path: "/v1/tenants/alpha/settings",
      body: #"{"version":0,"settings":{"nearby":{"count":7}}}"#),
    "GET /v1/audit": Expectation(roles: .admin, scope: .tenant, path: "/v1/audit?limit=9"),
    "GET /v1/clock": Expectation(roles: .everyone, scope: .tenant, path: "/v1/clock"),
    "PUT /v1/clock": Expectation(
      roles: .admin, scope: .tenant, path: "/v1/clock", body: #"{"time":\#(FixLifeTests.start + 10_000)}"#),
    "POST /v1/bookings": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings",
      body: #"{"lat":24.7,"lon":46.7,"skillsRequired":["nobody-has-it"]}"#),
    "GET /v1/bookings": Expectation(
      roles: watchers.union(.analyst), scope: .tenant, path: "/v1/bookings?limit=5"),
    "GET /v1/bookings/{id}/events": Expectation(
      roles: watchers.union(.analyst), scope: .tenant, path: "/v1/bookings/{booking}/events", stage: .open),
    "GET /v1/bookings/{id}/decisions": Expectation(
      roles: watchers.union(.analyst), scope: .tenant, path: "/v1/bookings/{booking}/decisions", stage: .open),
    "GET /v1/zones": Expectation(roles: watchers.union(.analyst), scope: .tenant, path: "/v1/zones"),
    "GET /v1/zones:at": Expectation(
      roles: watchers.union(.analyst), scope: .tenant, path: "/v1/zones:at?lat=24.7&lon=46.7"),
    "GET /v1/zones/{id}": Expectation(
      roles: watchers.union(.analyst), scope: .tenant, path: "/v1/zones/z1"),
    "PUT /v1/zones/{id}": Expectation(
      roles: [.service, .admin], scope: .tenant, path: "/v1/zones/put", body: zone("changed")),
    "DELETE /v1/zones/{id}": Expectation(
      roles: [.service, .admin], scope: .tenant, path: "/v1/zones/put"),
    "GET /v1/webhooks": Expectation(roles: .admin, scope: .tenant, path: "/v1/webhooks"),
    "GET /v1/webhooks/{id}": Expectation(roles: .admin, scope: .tenant, path: "/v1/webhooks/h1"),
    "PUT /v1/webhooks/{id}": Expectation(
      roles: .admin, scope: .tenant, path: "/v1/webhooks/put", body: webhook("changed")),
    "DELETE /v1/webhooks/{id}": Expectation(roles: .admin, scope: .tenant, path: "/v1/webhooks/put"),
    "POST /v1/webhooks/{id}:rotate-secret": Expectation(
      roles: .admin, scope: .tenant, path: "/v1/webhooks/put:rotate-secret"),
    "POST /v1/webhooks/{id}:test": Expectation(
      roles: .admin, scope: .tenant, path: "/v1/webhooks/put:test"),
    "GET /v1/webhooks/{id}/dead-letters": Expectation(
      roles: .admin, scope: .tenant, path: "/v1/webhooks/h1/dead-letters?limit=5"),
    "POST /v1/webhooks/{id}/dead-letters/{message}:resend": Expectation(
      roles: .admin, scope: .tenant, path: "/v1/webhooks/h1/dead-letters/\(someUUID):resend"),
    "POST /v1/webhooks/{id}/dead-letters:resend-all": Expectation(
      roles: .admin, scope: .tenant, path: "/v1/webhooks/h1/dead-letters:resend-all"),
    "GET /v1/trips": Expectation(
      roles: watchers.union([.technician, .analyst]), scope: .ownTrip, path: "/v1/trips?limit=5"),
    "GET /v1/trips/{trip}": Expectation(
      roles: watchers.union([.technician, .analyst]), scope: .ownTrip, path: "/v1/trips/{trip}",
      stage: .enRoute),
    "GET /v1/trips/{trip}/track": Expectation(
      roles: watchers.union([.technician, .analyst]), scope: .ownTrip, path: "/v1/trips/{trip}/track",
      stage: .enRoute),
    "GET /v1/bookings/{id}": Expectation(
      roles: watchers.union(.analyst), scope: .tenant, path: "/v1/bookings/{booking}", stage: .open),
    "POST /v1/bookings/{id}:offer": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}:offer", body: #"{"technicians":["t1"]}"#,
      stage: .open),
    "POST /v1/bookings/{id}:withdraw": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}:withdraw", stage: .offered),
    "POST /v1/bookings/{id}:assign": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}:assign",
      body: #"{"technician":"t1","reason":"a regular customer"}"#, stage: .open),
    "POST /v1/bookings/{id}:release": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}:release", body: #"{"reason":"ill"}"#,
      stage: .assigned),
    "POST /v1/bookings/{id}:reschedule": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}:reschedule",
      body: #"{"window":{"start":\#(FixLifeTests.start),"end":\#(FixLifeTests.start + 1)}}"#, stage: .assigned
    ),
    "POST /v1/bookings/{id}:cancel": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}:cancel", stage: .open),
    "POST /v1/bookings/{id}:noShow": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}:noShow", stage: .arrived),
    "POST /v1/offers/{offer}:accept": Expectation(
      roles: .technician, scope: .tenant, path: "/v1/offers/{offer}:accept", stage: .offered),
    "POST /v1/offers/{offer}:decline": Expectation(
      roles: .technician, scope: .tenant, path: "/v1/offers/{offer}:decline", stage: .offered),
    "POST /v1/trips/{trip}:start": Expectation(
      roles: watchers.union(.technician), scope: .ownTrip, path: "/v1/trips/{trip}:start", stage: .assigned),
    "POST /v1/trips/{trip}:arrive": Expectation(
      roles: watchers.union(.technician), scope: .ownTrip, path: "/v1/trips/{trip}:arrive", stage: .enRoute),
    "POST /v1/trips/{trip}:begin": Expectation(
      roles: watchers.union(.technician), scope: .ownTrip, path: "/v1/trips/{trip}:begin", stage: .arrived),
    "POST /v1/trips/{trip}:complete": Expectation(
      roles: watchers.union(.technician), scope: .ownTrip, path: "/v1/trips/{trip}:complete",
      stage: .inService),
    "POST /v1/trips/{trip}:cancel": Expectation(
      roles: watchers.union(.technician), scope: .ownTrip, path: "/v1/trips/{trip}:cancel", stage: .enRoute),
    "POST /v1/bookings/{id}/shares": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}/shares", stage: .assigned),
    "GET /v1/bookings/{id}/shares": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}/shares", stage: .assigned),
    "DELETE /v1/bookings/{id}/shares/{share}": Expectation(
      roles: watchers, scope: .tenant, path: "/v1/bookings/{booking}/shares/{share}", stage: .assigned),
    "topic technician": Expectation(
      roles: [.service, .dispatcher, .admin, .technician], scope: .ownTechnician, path: "technician:t1"),
    "topic map": Expectation(roles: watchers, scope: .tenant, path: "map:46,24,47,25"),
    "topic clusters": Expectation(roles: watchers, scope: .tenant, path: "clusters:46,24,47,25@5"),
    "topic booking": Expectation(roles: watchers, scope: .tenant, path: "booking:b1"),
    "topic trip": Expectation(
      roles: watchers.union(.technician), scope: .ownTrip, path: "trip:\(someUUID)"),
    "topic ops": Expectation(roles: watchers, scope: .tenant, path: "ops"),
    "topic share": Expectation(roles: [], scope: .share, path: "share"),
    "command hello": Expectation(roles: watchers.union(.technician), scope: .tenant),
    "command bye": Expectation(roles: watchers.union(.technician), scope: .tenant),
    "command sub": Expectation(roles: watchers.union(.technician), scope: .tenant),
    "command unsub": Expectation(roles: watchers.union(.technician), scope: .tenant),
    "command fix": Expectation(roles: .technician, scope: .tenant),
    "command fixes": Expectation(roles: .technician, scope: .tenant),
    "command accept": Expectation(roles: .technician, scope: .tenant),
    "command decline": Expectation(roles: .technician, scope: .tenant),
    "command trip": Expectation(roles: .technician, scope: .tenant),
  ]

  /// A zone of that name.
  static func zone(_ name: String) -> String {
    """
    {"name":{"en":"\(name)"},"geometry":{"type":"Polygon","coordinates":[[[46,24],[47,24],[47,25],[46,24]]]}}
    """
  }

  /// A webhook whose address has that name in it, where nobody listens.
  static func webhook(_ name: String) -> String { #"{"url":"http://127.0.0.1:1/\#(name)"}"# }

  /// An identifier as the server makes them, of nothing that there is.
  static let someUUID = "019b8a5e-4c00-7000-8000-000000000001"

  /// The routes that need a token, by the name of their entry.
  static let routes = all.filter { entry in
    entry.key.contains(" /") && ![.open, .machine].contains(entry.value.scope)
  }
}
