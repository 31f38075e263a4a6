// All files that browsers are served: those in the program, or a folder for those who work on the pages.

import Bedrock
import Foundation
import Transport

/// The files by path.
struct PageLibrary: Sendable {
  /// Names this state of all files; it stands in the addresses of assets, which can be cached for ever.
  let version: String
  private let files: [String: PageFile]
  /// Where files are read anew for each request; nil for those in the program.
  private let folder: String?

  /// The longest file that is read from a folder.
  private static let fileBytesMax = 4 << 20

  /// The files in the program. Packs them, which takes some milliseconds.
  init() {
    let sources = EmbeddedPages.all() + LanguageSlices.make(from: EmbeddedPages.all())
    var all: [UInt8] = []
    for source in sources { all += Array(source.path.utf8) + [0] + Digest.sha256(source.bytes) }
    let version = HexText.encode(Digest.sha256(all).prefix(8))
    self.version = version
    folder = nil
    files = Dictionary(
      uniqueKeysWithValues: sources.map { source in
        (source.path, PageFile(path: source.path, bytes: Self.fill(source, version: version)))
      })
  }

  /// The files of a folder, for development; Leaflet is the one in the program.
  init(folder: String) {
    version = "development"
    self.folder = folder
    files = Dictionary(
      uniqueKeysWithValues: EmbeddedPages.all().filter { $0.path.hasPrefix("leaflet/") }.map {
        ($0.path, PageFile(path: $0.path, bytes: $0.bytes))
      })
  }

  /// How long an asset may be kept by browsers.
  var assetCaching: String { folder == nil ? "public, max-age=31536000, immutable" : "no-store" }

  /// A file; nil when there is none. O(1), but for folders.
  func file(_ path: String) -> PageFile? {
    if let file = files[path] { return file }
    guard let folder, Self.isPlain(path) else { return nil }
    let source: PageSource
    if let bytes = Self.read("\(folder)/\(path)") {
      source = PageSource(path: path, bytes: bytes)
    } else if let slice = LanguageSlices.make(from: Self.dictionaries(in: folder)).first(where: {
      $0.path == path
    }
    ) {
      source = slice
    } else {
      return nil
    }
    return PageFile(path: path, bytes: Self.fill(source, version: version), level: 1)
  }

  /// Tells HTML where the assets are: `{{assets}}` is the one thing that is replaced.
  private static func fill(_ source: PageSource, version: String) -> [UInt8] {
    guard source.path.hasSuffix(".html") else { return source.bytes }
    return Array(
      String(decoding: source.bytes, as: UTF8.self)
        .replacingOccurrences(of: "{{assets}}", with: "/assets/\(version)").utf8)
  }

  /// Whether a path leads nowhere but down.
  private static func isPlain(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".")
        && part.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
    }
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path), data.count <= fileBytesMax else {
      return nil
    }
    return Array(data)
  }

  private static func dictionaries(in folder: String) -> [PageSource] {
    ["ar", "en"].compactMap { language in
      let path = "languages/\(language).json"
      return read("\(folder)/\(path)").map { PageSource(path: path, bytes: $0) }
    }
  }
}

/// A file before it is made ready.
struct PageSource: Sendable {
  var path: String
  var bytes: [UInt8]
}
