// Conditions on what the client has already (RFC 9110 sections 8.8.3 and 13.1.2).

extension HTTPHeaders {
  /// Whether `If-None-Match` names this entity tag, or any with `*`: then the client has the content, and GET and HEAD are
  /// answered with 304. Tags are compared weakly: `W/` does not matter. A list that breaks the grammar names what stands
  /// before the fault. O(length).
  public func ifNoneMatch(names tag: String) -> Bool {
    let fields = values("If-None-Match")
    if fields == ["*"] { return true }
    let wanted = Self.opaque(Array(tag.utf8)[...])
    precondition(wanted?.rest.isEmpty == true, "an entity tag has quotes")
    return fields.contains { field in
      var rest = Array(field.utf8)[...]
      while let entry = Self.opaque(rest) {
        if entry.tag == wanted?.tag { return true }
        rest = entry.rest
      }
      return false
    }
  }

  /// The next tag of a list, without `W/`, with its quotes; the commas and spaces before it are skipped.
  private static func opaque(_ list: ArraySlice<UInt8>) -> (tag: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)?
  {
    let quote = UInt8(ascii: "\"")
    var rest = list.drop { ASCII.isSpace($0) || $0 == UInt8(ascii: ",") }
    if rest.starts(with: "W/".utf8) { rest = rest.dropFirst(2) }
    guard rest.first == quote, let end = rest.dropFirst().firstIndex(of: quote) else { return nil }
    return (rest[...end], rest[(end + 1)...])
  }
}
