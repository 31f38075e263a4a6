// What was learned, for the store: about two kilobytes, exact to the last bit.

import Bedrock

/// Why bytes are not a model.
public enum TravelTimeModelError: Error, Hashable, Sendable {
  /// They end too early or too late.
  case wrongLength
  /// They were written by a newer geod.
  case unknownFormat(UInt8)
  /// A number that no model has.
  case invalid
}

extension TravelTimeModel {
  /// The format that is written, the first byte.
  static let format: UInt8 = 1

  /// What was learned. The settings are not part of it: they live with the tenant's other settings.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.format)
    for hour in 0..<HourOfWeek.count {
      writer.append(paces[hour].bitPattern)
      writer.append(counts[hour])
    }
    for weight in errors.weights { writer.append(weight.bitPattern) }
    return writer.bytes
  }

  /// Takes up what was learned.
  /// - Throws: what is wrong with the bytes. The defaults are always there to go on with.
  public init(bytes: [UInt8], _ settings: TravelTimeSettings = .standard) throws(TravelTimeModelError) {
    var reader = ByteReader(bytes)
    guard let format = reader.number(UInt8.self) else { throw .wrongLength }
    guard format == Self.format else { throw .unknownFormat(format) }
    self.init(settings)
    let believed = 1 / Self.speedLimits.upperBound...1 / Self.speedLimits.lowerBound
    for hour in 0..<HourOfWeek.count {
      guard let bits = reader.number(UInt64.self), let count = reader.number(UInt16.self) else {
        throw .wrongLength
      }
      let pace = Double(bitPattern: bits)
      guard believed.contains(pace), count <= Self.countMax else { throw .invalid }
      paces[hour] = pace
      counts[hour] = count
    }
    var weights: [Double] = []
    for _ in 0..<RatioDistribution.binCount {
      guard let bits = reader.number(UInt64.self) else { throw .wrongLength }
      weights.append(Double(bitPattern: bits))
    }
    guard reader.isAtEnd else { throw .wrongLength }
    guard let errors = RatioDistribution(weights: weights) else { throw .invalid }
    self.errors = errors
  }
}
