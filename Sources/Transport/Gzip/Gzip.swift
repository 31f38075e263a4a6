// gzip (RFC 1952): bodies packed and unpacked at once, files line by line.

/// What is wrong with compressed or missing data.
public enum GzipError: Error, Sendable, Equatable {
  /// The file could not be opened or read.
  case system(SystemError)
  /// Not gzip, damaged, or cut off.
  case damaged
  /// The unpacked data are longer than the stated limit.
  case tooLarge
  /// A line is longer than the stated limit.
  case lineTooLong
}

/// gzip of whole byte arrays.
public enum Gzip {
  /// Packs. `level` 1 (fast) to 9 (small).
  public static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
    preconditionFailure("not written yet")
  }

  /// Unpacks one or more members; throws `tooLarge` beyond `bytesMax`, before memory for it is taken.
  public static func decompress(_ bytes: [UInt8], bytesMax: Int) throws(GzipError) -> [UInt8] {
    preconditionFailure("not written yet")
  }
}
