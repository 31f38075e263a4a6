// Looking into a document that is kept as bytes, for the few who want a member of it.

/// Steps through JSON that a `JSONWriter` has written: well-formed and without white space. Anything else reads as if
/// nothing were there. Ranges name whole values, strings with their quotes, so that they can be written again as
/// they are.
struct DocumentReader {
  let bytes: [UInt8]

  /// The value of a member of the object in `range`. O(length).
  func member(_ name: StaticString, of range: Range<Int>) -> Range<Int>? {
    var found: Range<Int>?
    walk(range, opening: UInt8(ascii: "{")) { place in
      guard let key = end(of: place), key < bytes.count, bytes[key] == UInt8(ascii: ":"),
        let value = end(of: key + 1)
      else { return nil }
      if found == nil, isString(name, place..<key) { found = (key + 1)..<value }
      return value
    }
    return found
  }

  /// The elements of the array in `range`. O(length).
  func elements(of range: Range<Int>) -> [Range<Int>] {
    var elements: [Range<Int>] = []
    walk(range, opening: UInt8(ascii: "[")) { place in
      guard let end = end(of: place) else { return nil }
      elements.append(place..<end)
      return end
    }
    return elements
  }

  /// The whole document.
  var whole: Range<Int> { bytes.indices }

  /// Whether a value is a string.
  func isString(_ range: Range<Int>) -> Bool {
    range.count >= 2 && bytes[range.lowerBound] == UInt8(ascii: "\"")
  }

  /// Whether a value is this very string, which needs no escaping.
  func isString(_ text: StaticString, _ range: Range<Int>) -> Bool {
    isString(range) && bytes[(range.lowerBound + 1)..<(range.upperBound - 1)].elementsEqual("\(text)".utf8)
  }

  /// Goes from item to item between brackets; `item` returns where its item ends.
  private func walk(_ range: Range<Int>, opening: UInt8, _ item: (Int) -> Int?) {
    guard range.count > 2, bytes[range.lowerBound] == opening else { return }
    var place = range.lowerBound + 1
    while place < range.upperBound - 1 {
      guard let end = item(place), end < range.upperBound,
        bytes[end] == UInt8(ascii: ",") || end == range.upperBound - 1
      else { return }
      place = end + 1
    }
  }

  /// Where the value ends that begins at `start`.
  private func end(of start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    var place = start
    var depth = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        guard let end = endOfString(place) else { return nil }
        place = end
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        place += 1
        continue
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        place += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        place += 1
        continue
      default:
        // A number or a word.
        while place < bytes.count, !Self.isPunctuation(bytes[place]) { place += 1 }
      }
      if depth <= 0 { return depth == 0 && place > start ? place : nil }
    }
    return nil
  }

  private func endOfString(_ start: Int) -> Int? {
    var place = start + 1
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "\"") { return place + 1 }
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "\""):
      true
    default: false
    }
  }
}
