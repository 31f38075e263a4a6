// Members of lists with weights: what clients like how much (RFC 9110 section 12.4.2).

/// A member of `Accept-Encoding`, `Accept-Language` and the like, such as `gzip;q=0.8`.
public struct WeightedMember: Sendable, Equatable {
  /// What is weighted, in lower case, without spaces around it.
  public var value: String
  /// Thousandths, 0 (not at all) to 1000.
  public var weight: Int

  /// Reads `value [";" "q=" qvalue]`; nil for anything else, and for an empty value. O(length).
  public init?(_ text: some Collection<UInt8>) {
    let parts = text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let name = ASCII.trimmed(Array(parts[0]))
    guard parts.count <= 2, !name.isEmpty else { return nil }
    value = String(decoding: name.map(ASCII.lowercased), as: UTF8.self)
    weight = 1000
    if parts.count == 2 {
      guard let given = Self.weight(Array(ASCII.trimmed(Array(parts[1])))) else { return nil }
      weight = given
    }
  }

  /// `"q=" ( "0" [ "." 0*3DIGIT ] / "1" [ "." 0*3("0") ] )`, in thousandths.
  private static func weight(_ text: [UInt8]) -> Int? {
    guard (3...7).contains(text.count), ASCII.lowercased(text[0]) == UInt8(ascii: "q"),
      text[1] == UInt8(ascii: "="), ASCII.isDigit(text[2]),
      text.count == 3 || text[3] == UInt8(ascii: "."), text.dropFirst(4).allSatisfy(ASCII.isDigit)
    else { return nil }
    let digits = [text[2]] + text.dropFirst(4)
    let thousandths = (0..<4).reduce(0) { $0 * 10 + ($1 < digits.count ? Int(digits[$1] & 15) : 0) }
    return thousandths <= 1000 ? thousandths : nil
  }
}

extension HTTPHeaders {
  /// Whether the client would have an answer packed with gzip rather than as it is (RFC 9110 section 12.5.3).
  ///
  /// `gzip` (or its old name `x-gzip`) must be wanted by its name or by `*`, and no less than `identity`, where that has a
  /// weight of its own. What is no coding with a weight is passed over. Without `Accept-Encoding` the answer is no.
  public var prefersGzip: Bool {
    let wanted = listMembers("Accept-Encoding").compactMap { WeightedMember($0.utf8) }
    func weight(_ coding: String) -> Int? { wanted.last { $0.value == coding }?.weight }
    guard let gzip = weight("gzip") ?? weight("x-gzip") ?? weight("*") else { return false }
    return gzip > 0 && gzip >= weight("identity") ?? 0
  }
}
