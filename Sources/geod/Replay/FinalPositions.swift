// Where the vehicles must be in the end by the file and the verdicts, and where the server says they are.

import Bedrock
import FleetClient
import GeoIndex

/// The expected final position of every vehicle that has one.
struct FinalPositions {
  /// A position as the HTTP interface shows it: quantised, then with seven decimals.
  struct Shown: Equatable {
    var time: Int64
    var latitude: String
    var longitude: String
  }

  private let expected: [String: Shown]

  /// Works out what is expected: for each vehicle, the last of its fixes that was accepted, quantised as the
  /// engine stores positions.
  init(vehicles: [ClientID], lastAccepted: [OutgoingFix?]) {
    var expected: [String: Shown] = [:]
    for (vehicle, fix) in zip(vehicles, lastAccepted) {
      guard let fix,
        let point = try? GeoPoint(
          latitudeDegrees: fix.latitudeDegrees, longitudeDegrees: fix.longitudeDegrees)
      else { continue }
      expected[vehicle.text] = Shown(
        time: fix.time.milliseconds, latitude: Self.text(point.latitudeDegrees),
        longitude: Self.text(point.longitudeDegrees))
    }
    self.expected = expected
  }

  /// How many vehicles have an expected position.
  var count: Int { expected.count }

  /// The vehicles of whom the server believes something else, in order.
  func wrong(_ technicians: [ServiceAPI.Technician]) -> [String] {
    var said: [String: Shown] = [:]
    for technician in technicians { said[technician.id] = technician.position.map(Self.shown) }
    return expected.keys.filter { said[$0] != expected[$0] }.sorted()
  }

  /// What the server says of the given vehicles, one line each (`id,lat,lon,t`), sorted by identifier.
  static func listing(_ technicians: [ServiceAPI.Technician], of vehicles: [ClientID]) -> String {
    let wanted = Set(vehicles.map(\.text))
    var lines: [String] = []
    for technician in technicians.sorted(by: { $0.id < $1.id }) where wanted.contains(technician.id) {
      guard let place = technician.position.map(shown) else { continue }
      lines.append("\(technician.id),\(place.latitude),\(place.longitude),\(place.time)\n")
    }
    return lines.joined()
  }

  private static func shown(_ place: ServiceAPI.Place) -> Shown {
    Shown(time: place.t, latitude: text(place.lat), longitude: text(place.lon))
  }

  private static func text(_ degrees: Double) -> String {
    var bytes: [UInt8] = []
    DecimalText.append(degrees, decimals: 7, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
