// Trips and their tracks, as a booking service reads them.

public import Bedrock
internal import Foundation
import Transport

extension ServiceAPI {
  /// A trip as it is answered.
  public struct Trip: Sendable, Decodable {
    /// The booking that it serves.
    public var booking: String
    /// Who travels.
    public var technician: String
    /// How far it is.
    public var state: String
  }

  /// A point of a track.
  public struct TrackPoint: Sendable, Equatable {
    /// The fix's time.
    public var time: Instant
    /// Degrees north, seven decimals.
    public var latitudeDegrees: Double
    /// Degrees east, seven decimals.
    public var longitudeDegrees: Double
  }

  /// `GET /v1/trips/{id}`; nil for one that has not begun.
  public func trip(_ id: UUIDv7) throws(FleetError) -> Trip? {
    struct Answer: Decodable { var trip: Trip? }
    let what = "reading the trip \(id)"
    do throws(FleetError) {
      let answer: Answer = try decode(request("GET", "/v1/trips/\(id)", what: what), what: what)
      return answer.trip
    } catch {
      if case .refused(_, 404, _) = error { return nil }
      throw error
    }
  }

  /// `GET /v1/trips/{id}/track`: every point that is durable, in the order of time.
  public func track(of id: UUIDv7) throws(FleetError) -> [TrackPoint] {
    let what = "the track of \(id)"
    let body = try request("GET", "/v1/trips/\(id)/track", what: what)
    guard let feature = try? JSONDecoder().decode(TrackFeature.self, from: Data(body)) else {
      throw .unanswered(what: what, .badAnswer("not a track"))
    }
    let positions = feature.geometry?.positions ?? []
    guard let times = feature.properties.coordTimes, times.count == positions.count,
      positions.allSatisfy({ $0.count == 2 })
    else { throw .unanswered(what: what, .badAnswer("a track whose times and points do not agree")) }
    return zip(times, positions).map { time, position in
      TrackPoint(
        time: Instant(milliseconds: time), latitudeDegrees: position[1], longitudeDegrees: position[0])
    }
  }
}

/// A track as GeoJSON (RFC 7946, section 3.2): a line, one point, or nothing.
private struct TrackFeature: Decodable {
  struct Geometry: Decodable {
    /// Longitude first.
    let positions: [[Double]]

    private enum Key: CodingKey { case type, coordinates }

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      if try members.decode(String.self, forKey: .type) == "Point" {
        positions = [try members.decode([Double].self, forKey: .coordinates)]
      } else {
        positions = try members.decode([[Double]].self, forKey: .coordinates)
      }
    }
  }

  struct Properties: Decodable { var coordTimes: [Int64]? }

  var geometry: Geometry?
  var properties: Properties
}
