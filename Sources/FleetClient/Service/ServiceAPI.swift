// A booking service's side: questions by HTTP, answers as values.

public import Bedrock
internal import Foundation
public import Transport

/// One HTTP connection to a server with the token of one tenant. Blocks; for one thread at a time.
public final class ServiceAPI {
  /// The largest body of an import; the server takes 8 MiB.
  private static let importBytesMax = 4 << 20

  private let client: HTTPClient
  private let headers: HTTPHeaders
  /// For how long a request is made again while the server cannot be reached. Milliseconds; 0 for once only. A request
  /// that changes something is repeated under its key, or where repeating does no harm.
  public var patienceMilliseconds: Int64 = 0

  /// A service with a token; connects with the first request, with TLS where there is a `security`.
  public init(
    _ address: PeerAddress, security: ServerSecurity? = nil, token: String,
    timeoutMilliseconds: Int64 = 30_000
  ) {
    client = HTTPClient(
      host: address.host, port: address.port, tls: security?.trust, serverName: security?.serverName,
      timeoutMilliseconds: timeoutMilliseconds)
    headers = ["Authorization": "Bearer \(token)"]
  }

  /// Engine time of the server, and where it comes from.
  public struct Clock: Sendable, Decodable {
    /// `real`, `scaled` or `trace`.
    public var mode: String
    /// Unix milliseconds.
    public var time: Int64
    /// The pace of a scaled clock.
    public var scale: Double?
  }

  /// A position as answers carry it.
  public struct Place: Sendable, Decodable {
    /// The time of the fix, Unix milliseconds.
    public var t: Int64
    /// Degrees north, seven decimals.
    public var lat: Double
    /// Degrees east, seven decimals.
    public var lon: Double
  }

  /// A technician of a list.
  public struct Technician: Sendable, Decodable {
    /// The identifier.
    public var id: String
    /// Where the server believes the technician to be; nil when nobody has heard.
    public var position: Place?
  }

  /// A technician of a nearby answer.
  public struct Neighbor: Sendable, Decodable {
    /// The identifier.
    public var id: String
    /// How far away, along the geodesic.
    public var distanceMeters: Double
    /// What the technician can do.
    public var skills: [String]
    /// Where the technician is.
    public var position: Place
  }

  /// `GET /v1/clock`
  public func clock() throws(FleetError) -> Clock {
    try decode(request("GET", "/v1/clock", what: "reading the clock"), what: "reading the clock")
  }

  /// `PUT /v1/clock`; for a token of the role admin. One round trip on a kept connection, nothing is decoded.
  public func moveClock(to time: Instant) throws(FleetError) {
    var json = JSONWriter()
    json.beginObject()
    json.key("time")
    json.integer(time.milliseconds)
    json.endObject()
    _ = try request("PUT", "/v1/clock", body: json.finish(), what: "moving the clock")
  }

  /// `POST /v1/technicians:import` with lines of NDJSON, as many requests as their size asks for.
  public func importTechnicians(_ lines: [[UInt8]]) throws(FleetError) {
    var body: [UInt8] = []
    for (index, line) in lines.enumerated() {
      body += line
      body.append(0x0A)
      if body.count >= Self.importBytesMax || index == lines.count - 1 {
        _ = try request(
          "POST", "/v1/technicians:import", body: body, type: "application/x-ndjson",
          what: "importing technicians")
        body.removeAll(keepingCapacity: true)
      }
    }
  }

  /// `GET /v1/technicians`, page by page until the end.
  public func technicians() throws(FleetError) -> [Technician] {
    struct Page: Decodable {
      var items: [Technician]
      var next: String?
    }
    var all: [Technician] = []
    var after = ""
    while true {
      let what = "listing technicians"
      let page: Page = try decode(
        request("GET", "/v1/technicians?limit=1000" + after, what: what), what: what)
      all += page.items
      guard let next = page.next else { return all }
      after = "&after=\(next)"
    }
  }

  /// `GET /v1/technicians:nearby` for a place, a count and a skill.
  public func nearby(
    latitudeDegrees: Double, longitudeDegrees: Double, count: Int, skill: String
  ) throws(FleetError) -> [Neighbor] {
    let path =
      "/v1/technicians:nearby?lat=\(latitudeDegrees)&lon=\(longitudeDegrees)&k=\(count)&skills=\(skill)"
    return try decode(request("GET", path, what: "a nearby question"), what: "a nearby question")
  }

  func request(
    _ method: String, _ path: String, body: [UInt8] = [], type: String = "application/json",
    key: String? = nil, what: String
  ) throws(FleetError) -> [UInt8] {
    var headers = headers
    if !body.isEmpty { headers.append("Content-Type", type) }
    if let key { headers.append("Idempotency-Key", key) }
    let answer = try answer(method, path, headers, body, what: what)
    guard (200...299).contains(answer.status) else {
      let failure = try? JSONDecoder().decode(Failure.self, from: Data(answer.body))
      throw .refused(what: what, status: answer.status, detail: failure?.error.detail ?? answer.text)
    }
    return answer.body
  }

  /// Makes a request until it is answered, as long as patience lasts: the server may be away for a moment, or have
  /// more to do than it can take.
  private func answer(
    _ method: String, _ path: String, _ headers: HTTPHeaders, _ body: [UInt8], what: String
  ) throws(FleetError) -> HTTPClientAnswer {
    let end = SystemClock.monotonicMilliseconds() + patienceMilliseconds
    while true {
      let isLast = SystemClock.monotonicMilliseconds() >= end
      do {
        let answer = try client.request(method, path, headers: headers, body: body)
        if isLast || answer.status != 503 { return answer }
      } catch {
        if isLast { throw .unanswered(what: what, error) }
      }
      Thread.sleep(forTimeInterval: Self.pauseSeconds)
    }
  }

  private static let pauseSeconds = 0.05

  func decode<Value: Decodable>(_ body: [UInt8], what: String) throws(FleetError) -> Value {
    do {
      return try JSONDecoder().decode(Success<Value>.self, from: Data(body)).data
    } catch {
      throw .unanswered(what: what, .badAnswer("not the JSON that was expected: \(error)"))
    }
  }

  private struct Success<Value: Decodable>: Decodable {
    var data: Value
  }

  private struct Failure: Decodable {
    struct Problem: Decodable { var detail: String }
    var error: Problem
  }
}
