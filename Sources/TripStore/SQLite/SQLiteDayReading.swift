// Reading a day of points before it is dropped, so that the dropping finds everything in memory.

public import Bedrock

extension SQLiteStore {
  /// Reads through a day of points on a connection of its own.
  ///
  /// To drop a table SQLite has to visit each of its pages, and nobody can write meanwhile. Points that are due were
  /// written days ago, so their pages are on the disk; once they have been read, the visit takes a tenth of the time.
  /// Reading holds nobody up. When it fails, the dropping takes longer: that is why nothing is thrown.
  /// - Parameters:
  ///   - day: a time on the day.
  ///   - directory: the data directory of an open store.
  public static func readAhead(day: Instant, directory: String) {
    let number = PointDay(of: day).number
    do throws(StoreError) {
      let connection = try SQLiteConnection(path: directory + "/" + fileName, busyTimeoutMilliseconds: 0)
      let known = try connection.single("SELECT 1 FROM point_days WHERE day = \(number)") { $0.integer(0) }
      guard known != nil else { return }
      // The length of a text makes SQLite look at every row and so at every page.
      _ = try connection.single("SELECT sum(length(device)) FROM points_\(number)") { $0.integer(0) }
    } catch { return }
  }
}
