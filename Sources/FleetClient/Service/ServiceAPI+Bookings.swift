// Bookings, shares and matching, as a booking service and a dispatcher ask for them.

public import Bedrock
internal import Foundation
public import Scene
import Transport

/// What a customer asks for.
public struct BookingOrder: Sendable {
  /// The caller's name for it.
  public var id: ClientID
  /// Where somebody is needed, in degrees.
  public var latitudeDegrees: Double
  /// Where somebody is needed, in degrees.
  public var longitudeDegrees: Double
  /// What the technician must be able to do.
  public var skill: String
  /// When the customer is there.
  public var window: (start: Instant, end: Instant)
  /// By when somebody should be there; nil for no promise.
  public var arriveBy: Instant?

  /// A booking without promises.
  public init(
    id: ClientID, latitudeDegrees: Double, longitudeDegrees: Double, skill: String,
    window: (start: Instant, end: Instant)
  ) {
    self.id = id
    self.latitudeDegrees = latitudeDegrees
    self.longitudeDegrees = longitudeDegrees
    self.skill = skill
    self.window = window
  }

  func body() -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("id")
    json.string(id.text)
    writePlace(&json)
    ServiceAPI.write(window, &json)
    if let arriveBy {
      json.key("sla")
      json.beginObject()
      json.key("arriveBy")
      json.integer(arriveBy.milliseconds)
      json.endObject()
    }
    json.endObject()
    return json.finish()
  }

  func writePlace(_ json: inout JSONWriter) {
    json.key("lat")
    json.number(latitudeDegrees, decimals: 7)
    json.key("lon")
    json.number(longitudeDegrees, decimals: 7)
    json.key("skillsRequired")
    json.beginArray()
    json.string(skill)
    json.endArray()
  }
}

extension ServiceAPI {
  /// What a booking can be asked to do.
  public enum BookingCommand: Sendable {
    case assign(technician: ClientID, reason: String)
    case release(reason: String)
    case reschedule(start: Instant, end: Instant)
    case cancel(reason: String)
    case noShow

    var name: String {
      switch self {
      case .assign: "assign"
      case .release: "release"
      case .reschedule: "reschedule"
      case .cancel: "cancel"
      case .noShow: "noShow"
      }
    }
  }

  /// `POST /v1/bookings`
  /// - Parameter key: by which a repetition is recognised.
  public func place(_ order: BookingOrder, key: String) throws(FleetError) -> BookingAnswer {
    let what = "placing \(order.id)"
    return try booking(
      request("POST", "/v1/bookings", body: order.body(), key: key, what: what), what: what)
  }

  /// `GET /v1/bookings/{id}`
  public func booking(_ id: ClientID) throws(FleetError) -> BookingAnswer {
    let what = "reading \(id)"
    return try booking(request("GET", "/v1/bookings/\(id)", what: what), what: what)
  }

  /// `POST /v1/bookings/{id}:...`
  public func ask(_ command: BookingCommand, of id: ClientID, key: String) throws(FleetError) -> BookingAnswer
  {
    var json = JSONWriter()
    json.beginObject()
    switch command {
    case .assign(let technician, let reason):
      json.key("technician")
      json.string(technician.text)
      json.key("reason")
      json.string(reason)
    case .release(let reason), .cancel(let reason):
      json.key("reason")
      json.string(reason)
    case .reschedule(let start, let end): Self.write((start, end), &json)
    case .noShow: break
    }
    json.endObject()
    let what = "\(command.name) of \(id)"
    let path = "/v1/bookings/\(id):\(command.name)"
    return try booking(request("POST", path, body: json.finish(), key: key, what: what), what: what)
  }

  /// A share that was made: its key is told once.
  public struct MadeShare: Sendable, Decodable {
    /// Everything but the secret.
    public struct Share: Sendable, Decodable {
      /// The share.
      public var id: String
      /// Which assignment of the booking it shows.
      public var assignmentVersion: Int64
    }

    /// The share.
    public var share: Share
    /// What opens it.
    public var key: String
  }

  /// `POST /v1/bookings/{id}/shares`
  public func share(_ booking: ClientID) throws(FleetError) -> MadeShare {
    let what = "sharing \(booking)"
    return try decode(request("POST", "/v1/bookings/\(booking)/shares", what: what), what: what)
  }

  /// `DELETE /v1/bookings/{id}/shares/{share}`
  public func endShare(_ share: String, of booking: ClientID) throws(FleetError) {
    _ = try request(
      "DELETE", "/v1/bookings/\(booking)/shares/\(share)", what: "ending a share of \(booking)")
  }

  /// What `POST /v1/match` answers, as far as it is checked.
  public struct Match: Sendable, Decodable {
    /// Somebody who may be asked.
    public struct Candidate: Sendable, Decodable {
      /// Who.
      public var technician: String
      /// The score.
      public var costSeconds: Double
      /// How far away, straight.
      public var distanceMeters: Double
    }

    /// What became of a technician who was named.
    public struct Explanation: Sendable, Decodable {
      /// Who.
      public var technician: String
      /// `ranked`, `refused`, `outranked` or `unknown`.
      public var verdict: String
      /// With `refused`: the first gate that did.
      public var gate: String?
      /// With `ranked`: the place, 1 for the best.
      public var rank: Int?
    }

    /// The best first.
    public var candidates: [Candidate]
    /// How many technicians each gate has refused, and how many have `passed`.
    public var refusals: [String: Int]?
    /// What became of those who were named, in that order.
    public var explanations: [Explanation]?
  }

  /// `POST /v1/match` for a booking to come, with an explanation of some technicians.
  public func match(_ order: BookingOrder, explaining technicians: [String]) throws(FleetError) -> Match {
    var json = JSONWriter()
    json.beginObject()
    order.writePlace(&json)
    if !technicians.isEmpty {
      json.key("explain")
      json.strings(technicians)
    }
    json.endObject()
    return try decode(
      request("POST", "/v1/match", body: json.finish(), what: "a match"), what: "a match")
  }

  /// `PUT /v1/tenants/{id}/settings` over version 0; for a token of the role admin.
  public func putFirstSettings(_ settings: [UInt8], of tenant: ClientID, reason: String) throws(FleetError) {
    var json = JSONWriter()
    json.beginObject()
    json.key("version")
    json.integer(0)
    json.key("reason")
    json.string(reason)
    json.key("settings")
    json.raw(settings)
    json.endObject()
    _ = try request(
      "PUT", "/v1/tenants/\(tenant)/settings", body: json.finish(), what: "putting settings")
  }

  /// `PUT /v1/zones/{id}`; for a token of the role service or admin.
  public func putZone(_ zone: ServiceZone) throws(FleetError) {
    var json = JSONWriter()
    json.beginObject()
    json.key("name")
    zone.name.write(to: &json)
    json.key("geometry")
    zone.writeGeometry(to: &json)
    json.endObject()
    _ = try request("PUT", "/v1/zones/\(zone.id)", body: json.finish(), what: "putting zone \(zone.id)")
  }

  static func write(_ window: (start: Instant, end: Instant), _ json: inout JSONWriter) {
    json.key("window")
    json.beginObject()
    json.key("start")
    json.integer(window.start.milliseconds)
    json.key("end")
    json.integer(window.end.milliseconds)
    json.endObject()
  }

  private func booking(_ body: [UInt8], what: String) throws(FleetError) -> BookingAnswer {
    guard let answer = BookingAnswer(body) else {
      throw .unanswered(what: what, .badAnswer("not a booking"))
    }
    return answer
  }
}
