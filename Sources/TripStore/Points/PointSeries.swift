// Sorting a batch the way databases keep points: rows that lie side by side are written side by side.

internal import Bedrock

/// Points of one device on one trip.
struct PointSeries {
  var tenant: ClientID
  var trip: UUIDv7
  var device: ClientID
  /// In the order of their arrival.
  var points: [TrackPoint]

  private struct Key: Hashable {
    var trip: UUIDv7
    var device: ClientID
  }

  /// The points of batches by tenant, trip and device, in that order. Of what is the same point by its key, the one that
  /// arrived first comes first. O(points + series log series), and cheap for points: hashed once, never compared.
  static func sorted(_ batches: [PointBatch]) -> [PointSeries] {
    var series: [PointSeries] = []
    var places: [ClientID: [Key: Int]] = [:]
    for batch in batches {
      var known = places[batch.tenant] ?? [:]
      for point in batch.points {
        let key = Key(trip: point.trip, device: point.device)
        if let place = known[key] {
          series[place].points.append(point)
        } else {
          known[key] = series.count
          series.append(
            PointSeries(tenant: batch.tenant, trip: point.trip, device: point.device, points: [point]))
        }
      }
      places[batch.tenant] = known
    }
    return series.sorted { ($0.tenant, $0.trip, $0.device) < ($1.tenant, $1.trip, $1.device) }
  }
}
