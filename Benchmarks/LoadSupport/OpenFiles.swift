// Sockets are files, and shells allow few: said before the load begins, not by its ten thousandth phone.

internal import Foundation

/// The limit of open files that this process has been given.
public enum OpenFiles {
  /// What a program needs besides its sockets.
  private static let reserve = 64

  /// Why so many sockets cannot be opened, and what helps.
  public struct Shortage: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String
  }

  /// Throws when the limit is too low for so many sockets. Says nothing where there is no /proc.
  public static func require(_ sockets: Int) throws(Shortage) {
    guard let text = try? String(contentsOfFile: "/proc/self/limits", encoding: .utf8),
      let limit = softLimit(text), limit < sockets + reserve
    else { return }
    throw Shortage(
      description: "\(sockets) sockets need \(sockets + reserve) open files, this shell allows \(limit); "
        + "try: ulimit -n $(ulimit -Hn)")
  }

  /// The soft limit in the text of proc(5)'s `limits`.
  static func softLimit(_ text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("Max open files") }
    return line?.dropFirst("Max open files".count).split(separator: " ").first.flatMap { Int($0) }
  }
}
