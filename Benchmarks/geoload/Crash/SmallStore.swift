// A store that may not grow: the way to be full without a disk of one's own. SQLite refuses every page beyond the bound
// that the server is given (`--store-max-mb`), as it does where a disk has no room for it.

import Bedrock
import FleetClient
import Foundation
import TestPrograms
import TripStore

/// A folder whose store has a bound.
final class SmallStore: SmallRoom {
  private static let mebibytes = 48
  /// Days ago that no load knows, and that nothing else of a load is older than.
  private static let ballastTermDays = 10_000
  private static let ballastDay = Instant.epoch
  private static let batchPoints = 8192

  private let folder: TemporaryFolder
  private var random = SystemRandomNumberGenerator()

  var path: String { folder.url.path }
  var storeArguments: [String] { ["--store-max-mb", "\(Self.mebibytes)"] }
  var words: String { "no small disk: SQLite's max_page_count, \(Self.mebibytes) MB" }

  init() throws { folder = try TemporaryFolder() }

  /// Writes points of a day long ago until not even one finds room.
  func fill() throws {
    let store = try store()
    guard let tenant = try store.tenants().first?.id else {
      throw FleetError.file("the store of the load has no tenant")
    }
    let trip = UUIDv7(at: Self.ballastDay, random: (random.next(), random.next()))
    var (sequence, size) = (Int64(0), Self.batchPoints)
    while size > 0 {
      let points = (0..<Int64(size)).map { Self.point(trip, sequence + $0) }
      do throws(StoreError) {
        _ = try store.appendPoints(points, of: tenant)
        sequence += Int64(size)
      } catch {
        guard case .full = error else { throw error }
        size /= 2
      }
    }
  }

  /// Drops that day; its pages are free for others.
  func clear() throws {
    var policy = RetentionPolicy()
    for kind in RetentionKind.allCases { policy.standard[kind] = 36_500 }
    policy.standard[.points] = Self.ballastTermDays
    let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    // The server's own retention may have been here before.
    _ = try store().retain(policy, now: now, dryRun: false)
  }

  func remove() { try? FileManager.default.removeItem(at: folder.url) }

  /// The store of the server that runs, with the same bound.
  private func store() throws -> SQLiteStore {
    let files = FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: nil)
    let found = files?.first { ($0 as? URL)?.lastPathComponent == SQLiteStore.fileName } as? URL
    guard let found else { throw FleetError.file("no store was found in \(path)") }
    var options = SQLiteStore.Options()
    options.fileBytesMax = Int64(Self.mebibytes) << 20
    return try SQLiteStore(directory: found.deletingLastPathComponent().path, options: options)
  }

  private static func point(_ trip: UUIDv7, _ sequence: Int64) -> TrackPoint {
    TrackPoint(
      trip: trip, device: ClientID(trusted: "ballast"), sequence: sequence,
      at: ballastDay.advanced(byMilliseconds: sequence), latitudeAngle: 0, longitudeAngle: 0,
      accuracyMeters: 0.1, speedMetersPerSecond: 0.1, headingDegrees: 0.1)
  }
}
