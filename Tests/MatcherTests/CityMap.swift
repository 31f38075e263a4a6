// Cases of matching as drawings: a letter is a technician, `x` the place of the booking, a column 500 m wide and
// a line 500 m high.

import Bedrock
import GeoIndex

@testable import Matcher

/// A drawn city.
///
///     A . . x . B
///
/// Spaces are only for the eye; every other character takes a column. Letters become technicians with the slots
/// 0, 1, 2... by the alphabet.
struct CityMap {
  /// Where the booking is.
  let place: GeoPoint
  /// Where the technicians are, by letter.
  let technicians: [Character: GeoPoint]

  static let metersPerStep = 500.0

  init(_ drawing: String) {
    var place = Places.home
    var technicians: [Character: GeoPoint] = [:]
    for (row, line) in drawing.split(separator: "\n").enumerated() {
      for (column, mark) in line.filter({ $0 != " " }).enumerated() where mark != "." {
        let point = Places.at(
          north: -Double(row) * Self.metersPerStep, east: Double(column) * Self.metersPerStep)
        if mark == "x" { place = point } else { technicians[mark] = point }
      }
    }
    self.place = place
    self.technicians = technicians
  }

  /// The slot of a letter.
  static func slot(_ letter: Character) -> UInt32 {
    UInt32((letter.asciiValue ?? 0) - (Character("A").asciiValue ?? 0))
  }

  /// The letter of a slot.
  static func letter(_ slot: UInt32) -> String {
    String(UnicodeScalar(UInt8(slot) + (Character("A").asciiValue ?? 0)))
  }

  /// Everybody on the map, each with the profile that `describe` gives.
  func world(_ describe: (Character, inout MatchProfile, inout [String]) -> Void = { _, _, _ in })
    -> MatchWorld
  {
    let world = MatchWorld()
    for (letter, point) in technicians.sorted(by: { $0.key < $1.key }) {
      var profile = MatchProfile()
      var skills: [String] = []
      describe(letter, &profile, &skills)
      world.add(Self.slot(letter), at: point, skills: skills) { $0 = profile }
    }
    return world
  }
}

extension MatchResult {
  /// The letters of the candidates, best first.
  var letters: String { candidates.map { CityMap.letter($0.technician) }.joined() }
}
