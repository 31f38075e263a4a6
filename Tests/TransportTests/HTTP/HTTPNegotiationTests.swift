// What clients like and what they have: Accept-Encoding, packed answers, If-None-Match (RFC 9110 sections 12.5.3, 13.1.2).

import Testing

@testable import Transport

@Suite struct HTTPNegotiationTests {
  @Test(arguments: [
    ("gzip", true), ("GZip", true), ("x-gzip", true), ("br, gzip;q=0.5", true), ("gzip ; q=0.001", true),
    ("*", true), ("br;q=1, *;q=0.1", true), ("gzip;q=1.000, identity;q=1.0", true), ("gzip;Q=1", true),
    ("identity;q=0.5, gzip;q=0.4", false), ("identity", false), ("", false), ("br", false),
    ("gzipped", false),
    ("gzip;q=0", false), ("gzip; q=0.000", false), ("*;q=0", false), ("gzip;q=0, *", false),
    ("identity, *;q=0", false),
    // No weights: such members are passed over.
    ("gzip;q=2", false), ("gzip;q=1.001", false), ("gzip;q=0.0001", false), ("gzip;q=-1", false),
    ("gzip;q=", false),
    ("gzip;q=0,5", false), ("gzip;level=9", false), ("gzip;q=1;q=0", false), (";q=1", false),
  ])
  func weighsCodings(_ field: String, _ prefersGzip: Bool) {
    #expect((["Accept-Encoding": field] as HTTPHeaders).prefersGzip == prefersGzip)
  }

  @Test func readsSeveralFieldsAsOneList() {
    #expect((["Accept-Encoding": "br", "accept-encoding": "gzip"] as HTTPHeaders).prefersGzip)
    #expect(
      !(["Accept-Encoding": "gzip;q=0.2", "accept-encoding": "identity;q=0.3"] as HTTPHeaders).prefersGzip)
    #expect(!([:] as HTTPHeaders).prefersGzip)
    #expect(
      (["If-None-Match": "\"x\"", "if-none-match": "\"a\""] as HTTPHeaders).ifNoneMatch(names: "\"a\""))
  }

  @Test(arguments: [
    ("*", true), ("\"a\"", true), ("W/\"a\"", true), ("\"x\", \"a\"", true), ("\"x\",W/\"a\" , \"y\"", true),
    (", ,\"a\"", true), ("\"x,y\", \"a\"", true),
    ("\"b\"", false), ("a", false), ("\"a", false), ("\"A\"", false), ("w/\"a\"", false), ("", false),
    ("\"x, \"a\"", false), ("\"x, *, y\"", false), ("*, \"x\"", false), ("\"x\", *", false),
    ("x, \"a\"", false),
  ])
  func comparesTagsWeakly(_ field: String, _ isNamed: Bool) {
    let headers: HTTPHeaders = ["If-None-Match": field]
    #expect(headers.ifNoneMatch(names: "\"a\"") == isNamed)
    #expect(headers.ifNoneMatch(names: "W/\"a\"") == isNamed)
  }

  private static let text = HTTPResponse(
    status: 200, contentType: "application/json; charset=utf-8",
    body: Array(String(repeating: "{\"lat\":24.71},", count: 1000).utf8))

  /// An answer, and whether it depends on what the client likes.
  struct Sample: Sendable {
    var name: String
    var response: HTTPResponse
    var varies: Bool
  }

  static let samples: [Sample] = {
    var short = text
    short.body = Array(text.body.prefix(TransportLimits().gzipBytesMin - 1))
    var long = text
    long.body += [UInt8](repeating: 0x20, count: TransportLimits().gzipBytesMax)
    var packed = text
    packed.headers.append("Content-Encoding", "gzip")
    var tagged = text
    tagged.headers.append("ETag", "\"a\"")
    var picture = text
    picture.headers = ["Content-Type": "image/png"]
    var untyped = text
    untyped.headers = [:]
    var map = text
    map.headers = ["Content-Type": "Application/Geo+JSON"]
    return [
      Sample(name: "text", response: text, varies: true),
      Sample(name: "GeoJSON", response: map, varies: true),
      Sample(name: "short", response: short, varies: false),
      Sample(name: "long", response: long, varies: false),
      Sample(name: "packed already", response: packed, varies: false),
      Sample(name: "with a tag of its bytes", response: tagged, varies: false),
      Sample(name: "no text", response: picture, varies: false),
      Sample(name: "without a type", response: untyped, varies: false),
    ]
  }()

  @Test(arguments: samples) func packsWhatPays(_ sample: Sample) throws {
    let (plain, packed) = (
      sample.response.coded(prefersGzip: false, .init()), sample.response.coded(prefersGzip: true, .init())
    )
    for response in [plain, packed] {
      #expect((response.headers["Vary"] == "Accept-Encoding") == sample.varies)
    }
    #expect(plain.body == sample.response.body)
    guard sample.varies else { return #expect(packed == sample.response) }
    #expect(packed.headers["Content-Encoding"] == "gzip" && packed.body.count < sample.response.body.count)
    #expect(try Gzip.decompress(packed.body, bytesMax: 1 << 20) == sample.response.body)
  }

  @Test func packsOverTheSocketAndTellsHeadTheSame() throws {
    var behaviour = Behaviour()
    behaviour.request = { $1.respond(to: $0.token, Self.text) }
    let server = try TestServer(behaviour)
    let client = server.http()
    let plain = try client.get("/")
    #expect(plain.body == Self.text.body && plain.headers["Vary"] == "Accept-Encoding")
    let packed = try client.get("/", headers: ["Accept-Encoding": "gzip"])
    #expect(
      packed.headers["Content-Encoding"] == "gzip"
        && packed.headers["Content-Length"] == "\(packed.body.count)")
    #expect(try Gzip.decompress(packed.body, bytesMax: 1 << 20) == Self.text.body)
    let head = try client.request("HEAD", "/", headers: ["Accept-Encoding": "gzip"])
    #expect(head.headers["Content-Length"] == "\(packed.body.count)" && head.body.isEmpty)
    #expect(head.headers["Content-Encoding"] == "gzip")
  }
}
