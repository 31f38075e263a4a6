// The questions about bookings and trips that a load asks, by HTTP.

import Access
import Bedrock
import FleetClient
import Foundation
import Transport

/// Where the questions go, for clients of several threads.
struct BookingService: Sendable {
  let address: PeerAddress
  let security: ServerSecurity?
  let desk: TokenDesk

  init(_ target: ServerTarget) {
    address = target.address
    security = target.security
    desk = target.desk
  }

  /// The token of a technician's phone.
  func token(ofTechnician id: String) throws(FleetError) -> String {
    try desk.token(.technician, subject: ClientID(trusted: id))
  }
}

/// One connection of a booking service. Blocks; for one thread.
final class BookingClient {
  private let client: HTTPClient
  private let token: String

  init(_ service: BookingService) throws(FleetError) {
    token = try service.desk.token(.service, subject: ClientID(trusted: "load"))
    client = HTTPClient(
      host: service.address.host, port: service.address.port, tls: service.security?.trust,
      serverName: service.security?.serverName, timeoutMilliseconds: 60_000)
  }

  /// The part of a booking that a load looks at.
  struct Booking: Decodable {
    var state: String
    var version: Int
    var assignment: Assignment?

    struct Assignment: Decodable {
      var technician: String
      var trip: String
    }
  }

  /// Places a booking whose window opens in a month, so that nobody is asked before it is asked for.
  func place(_ id: String, latitudeDegrees: Double, longitudeDegrees: Double) throws(FleetError) {
    let start = Int64(Date().timeIntervalSince1970 * 1_000) + Self.monthMilliseconds
    _ = try request(
      "POST", "/v1/bookings",
      #"{"id":"\#(id)","lat":\#(latitudeDegrees),"lon":\#(longitudeDegrees),"#
        + #""window":{"start":\#(start),"end":\#(start + Self.hourMilliseconds)}}"#)
  }

  /// Gives a booking to a technician; returns the trip to come.
  func assign(_ id: String, to technician: String) throws(FleetError) -> String {
    let body = try request(
      "POST", "/v1/bookings/\(id):assign", #"{"technician":"\#(technician)","reason":"load"}"#)
    let booking: Booking = try Self.data(body)
    guard let assignment = booking.assignment else { throw Self.malformed }
    return assignment.trip
  }

  /// Asks technicians by name.
  func offer(_ id: String, to technicians: [String]) throws(FleetError) {
    let names = technicians.map { "\"\($0)\"" }.joined(separator: ",")
    _ = try request("POST", "/v1/bookings/\(id):offer", #"{"technicians":[\#(names)]}"#)
  }

  /// The technician sets out.
  func start(_ trip: String, token: String) throws(FleetError) {
    _ = try request("POST", "/v1/trips/\(trip):start", token: token)
  }

  /// A booking as it is now.
  func booking(_ id: String) throws(FleetError) -> Booking {
    try Self.data(try request("GET", "/v1/bookings/\(id)"))
  }

  /// The times of all points that are kept of a trip, Unix milliseconds, in order.
  func trackTimes(_ trip: String) throws(FleetError) -> [Int64] {
    struct Feature: Decodable {
      var properties: Properties
      struct Properties: Decodable { var coordTimes: [Int64] }
    }
    let body = try request("GET", "/v1/trips/\(trip)/track?format=geojson")
    guard let feature = try? JSONDecoder().decode(Feature.self, from: Data(body)) else {
      throw Self.malformed
    }
    return feature.properties.coordTimes
  }

  private static let monthMilliseconds: Int64 = 30 * 86_400_000
  private static let hourMilliseconds: Int64 = 3_600_000
  private static let malformed = FleetError.unanswered(
    what: "a question about a booking", .badAnswer("not the JSON that was expected"))

  private func request(
    _ method: String, _ path: String, _ body: String = "", token: String? = nil
  ) throws(FleetError) -> [UInt8] {
    var headers: HTTPHeaders = ["Authorization": "Bearer \(token ?? self.token)"]
    if !body.isEmpty { headers.append("Content-Type", "application/json") }
    let answer: HTTPClientAnswer
    do {
      answer = try client.request(method, path, headers: headers, body: Array(body.utf8))
    } catch {
      throw .unanswered(what: "\(method) \(path)", error)
    }
    guard (200...299).contains(answer.status) else {
      throw .refused(what: "\(method) \(path)", status: answer.status, detail: answer.text)
    }
    return answer.body
  }

  private static func data<Value: Decodable>(_ body: [UInt8]) throws(FleetError) -> Value {
    guard let answer = try? JSONDecoder().decode(Success<Value>.self, from: Data(body)) else {
      throw malformed
    }
    return answer.data
  }

  private struct Success<Value: Decodable>: Decodable {
    var data: Value
  }
}
