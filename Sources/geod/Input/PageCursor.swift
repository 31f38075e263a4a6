// Where a page of a list ends, as a text that callers hand back unread.

import Bedrock

/// A place in a list, as the `next` of a page and the `after` of the following one.
///
/// The text is base64 of the place behind a checksum over tenant, list and place. A text that is cut off, changed, of
/// another list or of another tenant is refused instead of leading somewhere. The checksum is against mistakes and no
/// secret: whoever forges a place sees nothing that a filter would not show, because every page is read with the
/// tenant of the token.
struct PageCursor {
  /// The lists that have one.
  enum List: UInt8 {
    case trips = 1
    case trackPoints = 2
  }

  /// What a cursor looks like, as a regular expression.
  static let pattern = "^[A-Za-z0-9_-]{1,256}$"

  let list: List
  let tenant: ClientID

  /// The text for a place.
  func text(_ place: ByteWriter) -> String {
    var whole = ByteWriter()
    whole.append(checksum(place.bytes))
    return Base64.encodeURL(whole.bytes + place.bytes)
  }

  /// The place in a text; nil when the text is none of this list and tenant.
  func place(_ text: String) -> ByteReader? {
    guard text.utf8.count <= 256, let bytes = Base64.decodeURL(text) else { return nil }
    let place = Array(bytes.dropFirst(8))
    var reader = ByteReader(bytes)
    guard reader.number(UInt64.self) == checksum(place) else { return nil }
    return ByteReader(place)
  }

  private func checksum(_ place: [UInt8]) -> UInt64 {
    var hash = ContentHash()
    hash.combine(UInt64(list.rawValue))
    hash.combine(tenant.text)
    for byte in place { hash.combine(UInt64(byte)) }
    return hash.value
  }
}

extension QueryReader {
  /// The place of an item that holds a cursor; nil when it is absent or wrong.
  mutating func place<Place>(
    _ item: QueryItem<String?>, _ cursor: PageCursor, _ read: (inout ByteReader) -> Place?
  ) -> Place? {
    guard let text = self.read(item) else { return nil }
    if var place = cursor.place(text), let found = read(&place), place.isAtEnd { return found }
    note(item.name, .badFormat, "must be the next of the page before")
    return nil
  }
}

extension QueryItem where Value == String? {
  /// Where a page begins; read by `QueryReader.place`.
  static func cursor(_ name: String, _ description: String) -> QueryItem {
    QueryItem(name, .text(pattern: PageCursor.pattern), description) { $0.text(name) }
  }
}
