// Which database libraries this program runs with.

internal import CLibPQ
internal import CSQLite

/// The versions of the database libraries that were loaded, for `geod version`.
public enum LibraryVersions {
  /// SQLite's version, such as `3.40.1`.
  public static var sqlite: String {
    // SAFETY: SQLite returns a constant, terminated text that lives as long as the program.
    unsafe String(cString: sqlite3_libversion())
  }

  /// libpq's version, such as `15.5`.
  public static var libpq: String {
    let number = PQlibVersion()
    return "\(number / 10000).\(number % 10000)"
  }
}
