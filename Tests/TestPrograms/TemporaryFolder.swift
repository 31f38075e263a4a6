// Folders of tests and benchmarks: gone when they are not needed any more, and however the process ends.

public import Foundation

/// A fresh folder, removed with this object.
///
/// All of them are in one folder of this process, which has a janitor: when the process ends in whatever way, everything
/// that works in such a folder is ended, and the folders are removed. So whoever starts a program there leaves nothing
/// behind.
public final class TemporaryFolder: Sendable {
  /// Where it is, without symbolic links.
  public let url: URL

  /// Makes one.
  public init() throws {
    url = URL(filePath: try Self.make(in: Self.common.get().path, named: "f"))
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in it.
  public func path(_ name: String) -> String { url.appending(path: name).path }

  /// Lends the path of a fresh folder and removes it afterwards.
  public static func with<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try body(folder.url.path) }
  }

  /// The folder of this process.
  private struct Common {
    let path: String
    private let janitor: Janitor

    init() throws {
      path = try make(named: "geod")
      // Others may pass, so that a folder in it can be lent to a program that runs as somebody else.
      chmod(path, 0o711)
      janitor = try Janitor(folder: path, signals: ["KILL"])
    }
  }

  private static let common = Result { try Common() }

  /// Makes a folder that nobody removes, with a short path: sockets in it have room for 107 bytes only.
  /// - Parameters:
  ///   - place: where; nil for the system's place for what is temporary.
  ///   - name: the beginning of its name.
  /// - Returns: its path, without symbolic links.
  public static func make(in place: String? = nil, named name: String) throws -> String {
    let place = place ?? ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(place)/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    return URL(filePath: path).resolvingSymlinksInPath().path
  }
}
