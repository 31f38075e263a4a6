// The rules of the schema of GPX 1.1 (topografix.com/GPX/1/1/gpx.xsd), as far as tracks reach, checked on the text of a
// document: well-formed, only known elements, in the order of the schema, with attributes within their limits.

/// An element of a document.
struct XMLElement {
  var name: String
  var attributes: [String: String]
  var children: [XMLElement] = []
  var text = ""
}

/// What is wrong with a document.
struct GPXFault: Error, CustomStringConvertible {
  var description: String
}

/// Reads the XML that GPX needs: a declaration, elements, attributes in double quotes, the five named entities and
/// decimal references. Anything else is a fault, so that whoever writes more has to check more.
struct XMLReader {
  private var rest: Substring

  /// The root of a document.
  static func read(_ text: String) throws -> XMLElement {
    var reader = XMLReader(rest: text[...])
    guard reader.take(#"<?xml version="1.0" encoding="UTF-8"?>"#) else {
      throw GPXFault(description: "no declaration")
    }
    reader.skipSpace()
    let root = try reader.element()
    reader.skipSpace()
    guard reader.rest.isEmpty else { throw GPXFault(description: "something behind the root") }
    return root
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }

  private mutating func name() throws -> String {
    let name = rest.prefix { $0.isLetter || $0.isNumber || "_:-.".contains($0) }
    guard let first = name.first, first.isLetter else {
      throw GPXFault(description: "no name at \(rest.prefix(20))")
    }
    rest = rest.dropFirst(name.count)
    return String(name)
  }

  private mutating func element() throws -> XMLElement {
    guard take("<") else { throw GPXFault(description: "no element at \(rest.prefix(20))") }
    var element = XMLElement(name: try name(), attributes: [:])
    while true {
      let hadSpace = rest.first?.isWhitespace == true
      skipSpace()
      if take("/>") { return element }
      if take(">") { break }
      guard hadSpace else { throw GPXFault(description: "no space before an attribute") }
      let name = try name()
      guard take("=\""), element.attributes[name] == nil else {
        throw GPXFault(description: "attribute \(name)")
      }
      let value = rest.prefix { $0 != "\"" && $0 != "<" }
      rest = rest.dropFirst(value.count)
      guard take("\"") else { throw GPXFault(description: "an attribute without an end") }
      element.attributes[name] = try Self.decoded(value)
    }
    while !rest.hasPrefix("</") {
      let text = rest.prefix { $0 != "<" }
      rest = rest.dropFirst(text.count)
      element.text += try Self.decoded(text)
      if rest.hasPrefix("<"), !rest.hasPrefix("</") { element.children.append(try self.element()) }
      if rest.isEmpty { throw GPXFault(description: "\(element.name) has no end") }
    }
    guard take("</\(element.name)>") else { throw GPXFault(description: "\(element.name) ends otherwise") }
    return element
  }

  private static func decoded(_ text: Substring) throws -> String {
    let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    var decoded = ""
    for (index, part) in text.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
      guard index > 0 else {
        decoded += part
        continue
      }
      guard let end = part.firstIndex(of: ";") else { throw GPXFault(description: "a bare &") }
      let name = String(part[..<end])
      let scalar = name.hasPrefix("#") ? UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init) : nil
      guard let value = entities[name] ?? scalar.map({ String(Character($0)) }) else {
        throw GPXFault(description: "&\(name);")
      }
      decoded += value + part[part.index(after: end)...]
    }
    for scalar in decoded.unicodeScalars
    where scalar.value < 0x20 && !"\t\n\r".unicodeScalars.contains(scalar) {
      throw GPXFault(description: "a character that XML cannot carry")
    }
    return decoded
  }
}

/// The schema.
enum GPXSchema {
  /// The children of each element in their order, and whether one may come several times.
  private static let children: [String: [(name: String, isMany: Bool)]] = [
    "gpx": [("metadata", false), ("wpt", true), ("rte", true), ("trk", true), ("extensions", false)],
    "trk": [
      ("name", false), ("cmt", false), ("desc", false), ("src", false), ("link", true), ("number", false),
      ("type", false), ("extensions", false), ("trkseg", true),
    ],
    "trkseg": [("trkpt", true), ("extensions", false)],
    "trkpt": [
      ("ele", false), ("time", false), ("magvar", false), ("geoidheight", false), ("name", false),
      ("cmt", false),
      ("desc", false), ("src", false), ("link", true), ("sym", false), ("type", false), ("fix", false),
      ("sat", false), ("hdop", false), ("vdop", false), ("pdop", false), ("ageofdgpsdata", false),
      ("dgpsid", false), ("extensions", false),
    ],
    "name": [], "desc": [], "time": [],
  ]

  /// The points of the document's tracks; throws what breaks the schema.
  static func check(_ text: String) throws -> [XMLElement] {
    let root = try XMLReader.read(text)
    guard root.name == "gpx" else { throw GPXFault(description: "the root is \(root.name)") }
    try check(root)
    return root.children.filter { $0.name == "trk" }.flatMap(\.children).filter { $0.name == "trkseg" }
      .flatMap(\.children)
  }

  private static func check(_ element: XMLElement) throws {
    guard let allowed = children[element.name] else {
      throw GPXFault(description: "\(element.name) is not checked")
    }
    var place = 0
    for child in element.children {
      guard let found = allowed[place...].firstIndex(where: { $0.name == child.name }) else {
        throw GPXFault(description: "\(child.name) may not stand here in \(element.name)")
      }
      place = allowed[found].isMany ? found : found + 1
      try check(child)
    }
    if !allowed.isEmpty, !element.text.allSatisfy(\.isWhitespace) {
      throw GPXFault(description: "text in \(element.name)")
    }
    try checkAttributes(element)
  }

  private static func checkAttributes(_ element: XMLElement) throws {
    let attributes = element.attributes
    switch element.name {
    case "gpx":
      guard attributes["version"] == "1.1", attributes["creator"]?.isEmpty == false,
        attributes["xmlns"] == "http://www.topografix.com/GPX/1/1", attributes.count == 3
      else { throw GPXFault(description: "gpx has \(attributes)") }
    case "trkpt":
      // latitudeType is from -90 to 90, longitudeType from -180 to below 180, both xsd:decimal: without an exponent.
      guard attributes.count == 2, let latitude = decimal(attributes["lat"]),
        let longitude = decimal(attributes["lon"]), (-90...90).contains(latitude),
        (-180..<180).contains(longitude)
      else { throw GPXFault(description: "trkpt has \(attributes)") }
    case "time":
      // xsd:dateTime
      guard element.text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?/) != nil
      else {
        throw GPXFault(description: "time \(element.text)")
      }
    default:
      guard attributes.isEmpty else { throw GPXFault(description: "\(element.name) has \(attributes)") }
    }
  }

  private static func decimal(_ text: String?) -> Double? {
    guard let text, text.wholeMatch(of: /[+-]?(\d+(\.\d*)?|\.\d+)/) != nil else { return nil }
    return Double(text)
  }
}
