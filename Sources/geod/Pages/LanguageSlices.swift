// The part of a dictionary that one page needs: its own section, and what all pages share.

import Foundation

/// Cuts dictionaries into `languages/en/arrival.json` and the like.
enum LanguageSlices {
  /// The sections that pages have; `errors` is for the server.
  static let sections = ["arrival", "docs", "ops"]

  /// The slices of all dictionaries among these files. A dictionary that is no JSON object has none.
  static func make(from files: [PageSource]) -> [PageSource] {
    files.filter { $0.path.hasPrefix("languages/") }.flatMap { file -> [PageSource] in
      guard
        let whole = try? JSONSerialization.jsonObject(with: Data(file.bytes)) as? [String: [String: Any]]
      else { return [] }
      return sections.compactMap { section in
        let slice = ["common": whole["common"] ?? [:], section: whole[section] ?? [:]]
        guard let data = try? JSONSerialization.data(withJSONObject: slice, options: [.sortedKeys]) else {
          return nil
        }
        return PageSource(
          path: file.path.replacingOccurrences(of: ".json", with: "/\(section).json"), bytes: Array(data))
      }
    }
  }
}
