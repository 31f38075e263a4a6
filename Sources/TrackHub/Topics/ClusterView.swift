// What a viewer sees who looks from so far away that single technicians do not matter: counted cells.

public import Bedrock
public import GeoIndex

/// A box and the size of the cells in which technicians are counted.
public struct ClusterView: Hashable, Sendable {
  /// Where.
  public let box: GeoBox
  /// How many characters the cells' geohashes have.
  public let level: Int

  /// The levels that there are: from cells of 1.4 degrees to cells of 150 metres.
  public static let levels = 3...7
  /// The most cells of one view. At the coarsest level the whole world has so many.
  public static let cellsMax = 32_768

  /// Checks a view.
  /// - Throws: `outOfRange` for a level that there is not; `tooMany` beyond ``cellsMax`` cells, with the finest level
  ///   that would do.
  public init(box: GeoBox, level: Int, field: String) throws(FieldError) {
    guard Self.levels.contains(level) else {
      throw FieldError(
        field: field, code: .outOfRange,
        message: "the level must be from \(Self.levels.lowerBound) to \(Self.levels.upperBound)")
    }
    let count = GeohashRange(box, bits: 5 * level).count
    guard count <= Self.cellsMax else {
      throw FieldError(
        field: field, code: .tooMany,
        message:
          "the box has \(count) cells, at most \(Self.cellsMax) are shown: use level \(Self.finest(box))")
    }
    self.box = box
    self.level = level
  }

  /// Reads what follows the colon of `clusters:{west},{south},{east},{north}@{level}`.
  init(_ text: Substring, field: String) throws(FieldError) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 1, let level = Int(parts[1]) else {
      throw FieldError(
        field: field, code: .badFormat, message: "clusters are clusters:west,south,east,north@level")
    }
    try self.init(box: try Topic.box(parts[0], field: field), level: level, field: field)
  }

  /// The finest level at which a box has few enough cells.
  private static func finest(_ box: GeoBox) -> Int {
    levels.last { GeohashRange(box, bits: 5 * $0).count <= cellsMax } ?? levels.lowerBound
  }

  /// The cells that the box touches.
  var cells: GeohashRange { GeohashRange(box, bits: 5 * level) }
}
