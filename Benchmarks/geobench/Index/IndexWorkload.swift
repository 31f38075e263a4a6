// What is measured of the index, by name.

/// One kind of operation.
enum IndexWorkload: String, CaseIterable {
  case moveBatched = "move_batched"
  case move
  case nearest10 = "knn10"
  case nearest50 = "knn50"
  case nearest10Skill10 = "knn10_skill10"
  case nearest10Skill1 = "knn10_skill1"
  case radius = "radius_1km"
  case radiusSorted = "radius_1km_sorted"
  case mix = "mix_10_1"

  /// The rows of the yardstick that do the same; where there are two ways, the faster one counts.
  var yardstickRows: [String] {
    switch self {
    case .moveBatched: ["updateB64"]
    case .move: ["update1"]
    case .nearest10: ["knn2_10", "knn10"]
    case .nearest50: ["knn2_50", "knn50"]
    case .nearest10Skill10: ["knn2_10_s10%", "knn10_s10%"]
    case .nearest10Skill1: ["knn2_10_s1%", "knn10_s1%"]
    case .radius: ["radius1k"]
    // The yardstick gives no sorted answer.
    case .radiusSorted: []
    case .mix: ["mix10:1"]
    }
  }
}
