// An engine with a clock and shorthand for what tests do all the time.

import Bedrock
import Engine
import Foundation
import GeoIndex
import Matcher
import Testing
import TrackHub

struct EngineBench: ~Copyable {
  var engine: TenantEngine
  var actions = ActionList()
  var now: Instant

  static let start = Instant(milliseconds: 1_767_506_400_000)

  init(settings: TenantSettings = TenantSettings()) {
    now = Self.start
    engine = TenantEngine(settings: settings, now: now, epoch: 77, entropy: 77)
  }

  static func profile(
    _ id: String, skills: [String] = [], rating: Float = 4, status: TechnicianStatus = .available
  ) -> TechnicianProfile {
    TechnicianProfile(
      id: ClientID(trusted: id), skills: skills.map { ClientID(trusted: $0) }, rating: rating, status: status,
      document: Array(#"{"name":"\#(id)"}"#.utf8))
  }

  mutating func put(
    _ id: String, skills: [String] = [], rating: Float = 4, status: TechnicianStatus = .available
  ) {
    engine.put(Self.profile(id, skills: skills, rating: rating, status: status), now: now)
  }

  mutating func open(_ id: String, device: String = "d") throws -> SessionID {
    try engine.openPhone(
      technician: ClientID(trusted: id), device: ClientID(trusted: device), label: "\(id)-\(device)",
      now: now,
      into: &actions)
  }

  mutating func viewer() -> SessionID { engine.openViewer(label: "viewer", now: now, into: &actions) }

  mutating func pass(_ seconds: Int64) {
    now = now.advanced(byMilliseconds: seconds * 1_000)
    engine.advance(to: now, into: &actions)
  }

  /// A fix of now at a place, `north` metres north of Riyadh's middle.
  func fix(_ sequence: UInt64, north: Double = 0, east: Double = 0) -> Fix {
    Fix(
      sequence: sequence, time: now, latitudeDegrees: 24.7 + north / 110_775,
      longitudeDegrees: 46.7 + east / 101_200, accuracyMeters: 5)
  }

  @discardableResult
  mutating func send(_ sequence: UInt64, north: Double = 0, east: Double = 0, _ session: SessionID)
    -> FixJudgement?
  {
    engine.receive(fix(sequence, north: north, east: east), from: session, now: now)
  }

  /// Flushes, and takes the frames for a session; the actions are forgotten.
  mutating func flushed(_ session: SessionID) throws -> [[String: Any]] {
    try flushed([session])[0]
  }

  /// The same for several.
  mutating func flushed(_ sessions: [SessionID]) throws -> [[[String: Any]]] {
    engine.flush(into: &actions)
    defer { actions.removeAll() }
    return try sessions.map { try frames($0) }
  }

  func frames(_ session: SessionID) throws -> [[String: Any]] {
    var frames: [[String: Any]] = []
    for action in actions.actions {
      guard case .send(let target, let range) = action, target == session else { continue }
      let value = try JSONSerialization.jsonObject(with: Data(actions.bytes[range]))
      frames.append(try #require(value as? [String: Any]))
    }
    return frames
  }

  var closes: [(SessionID, UInt16)] {
    actions.actions.compactMap { action in
      guard case .close(let session, let code, _) = action else { return nil }
      return (session, code)
    }
  }

  mutating func nearby(
    _ query: NearbyQuery, _ format: TenantEngine.NearbyFormat = .plain
  ) throws -> Any {
    var json = JSONWriter()
    engine.nearby(query, format: format, now: now, &json)
    return try JSONSerialization.jsonObject(with: Data(json.finish()))
  }

  mutating func technician(_ id: String) throws -> [String: Any]? {
    var json = JSONWriter()
    guard engine.writeTechnician(ClientID(trusted: id), now: now, &json) else { return nil }
    return try JSONSerialization.jsonObject(with: Data(json.finish())) as? [String: Any]
  }
}

extension Dictionary where Key == String, Value == Any {
  func text(_ key: String) -> String? { self[key] as? String }
  func number(_ key: String) -> Double? { (self[key] as? NSNumber)?.doubleValue }
  func whole(_ key: String) -> Int? { (self[key] as? NSNumber)?.intValue }
  func object(_ key: String) -> [String: Any]? { self[key] as? [String: Any] }
  func objects(_ key: String) -> [[String: Any]]? { self[key] as? [[String: Any]] }
}
