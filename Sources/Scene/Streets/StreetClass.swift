// The kinds of streets, and how fast one drives on them.

/// The class of a street, the most important first.
public enum StreetClass: UInt8, CaseIterable, Hashable, Sendable {
  /// Motorways around the city and the main axes of it.
  case ringRoad
  /// The roads about every 2 km that bound the districts.
  case arterial
  /// The street through the middle of a district.
  case secondary
  /// Streets between blocks of houses.
  case local

  /// The posted limit, km/h.
  public var speedLimitKilometersPerHour: Int {
    switch self {
    case .ringRoad: 100
    case .arterial: 70
    case .secondary: 50
    case .local: 30
    }
  }

  /// The speed at which the generated world plans and drives: the posted limit, but never more than
  /// `StreetGrid.topSpeedMetersPerSecond`.
  public var travelSpeedMetersPerSecond: Double {
    min(Double(speedLimitKilometersPerHour) / 3.6, StreetGrid.topSpeedMetersPerSecond)
  }

  /// The name in GeoJSON properties and pages.
  public var name: String {
    switch self {
    case .ringRoad: "ringRoad"
    case .arterial: "arterial"
    case .secondary: "secondary"
    case .local: "local"
    }
  }
}
