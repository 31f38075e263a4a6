// What a street network is generated from.

/// The measures of a generated city. Equal plans give equal networks.
public struct StreetPlan: Hashable, Sendable {
  /// Where all random choices come from.
  public var seed: UInt64
  /// No street leaves this box.
  public var extent: SceneBox
  /// The middle of the city.
  public var center: ScenePoint
  /// Districts up to about this far from the centre have local streets, metres.
  public var builtUpRadiusMeters: Double
  /// Districts up to about this far from the centre have at least secondary streets, metres.
  public var suburbanRadiusMeters: Double
  /// Blocks between two arterials; at 7, blocks are 200 to 400 m wide.
  public var blocksPerDistrict: Int

  /// A plan. The extent must lie inside `SceneBox.riyadh` (the plane is exact enough there only).
  public init(
    seed: UInt64, extent: SceneBox, center: ScenePoint, builtUpRadiusMeters: Double,
    suburbanRadiusMeters: Double, blocksPerDistrict: Int = 7
  ) {
    let whole = SceneBox.riyadh
    precondition(
      extent.southDegrees >= whole.southDegrees && extent.northDegrees <= whole.northDegrees
        && extent.westDegrees >= whole.westDegrees && extent.eastDegrees <= whole.eastDegrees,
      "the extent leaves Riyadh")
    precondition((2...10).contains(blocksPerDistrict), "2 to 10 blocks per district")
    self.seed = seed
    self.extent = extent
    self.center = center
    self.builtUpRadiusMeters = builtUpRadiusMeters
    self.suburbanRadiusMeters = suburbanRadiusMeters
    self.blocksPerDistrict = blocksPerDistrict
  }

  /// The whole of Riyadh, about 13 000 nodes.
  public static func city(seed: UInt64) -> StreetPlan {
    StreetPlan(
      seed: seed, extent: .riyadh, center: middle, builtUpRadiusMeters: 17_000,
      suburbanRadiusMeters: 24_000)
  }

  /// About 9 km by 9 km around the centre, some 1 000 nodes: for tests.
  public static func town(seed: UInt64) -> StreetPlan {
    StreetPlan(
      seed: seed,
      extent: SceneBox(southDegrees: 24.65, westDegrees: 46.655, northDegrees: 24.73, eastDegrees: 46.745),
      center: middle, builtUpRadiusMeters: 17_000, suburbanRadiusMeters: 24_000)
  }

  /// Where the city's two main axes cross.
  private static let middle = ScenePoint(latitudeDegrees: 24.69, longitudeDegrees: 46.70)
}
