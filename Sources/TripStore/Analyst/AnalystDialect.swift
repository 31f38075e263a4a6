// What the analysts' views need and SQL does not say in one way: days, and members of JSON documents.

/// The words of a database.
enum AnalystDialect: CaseIterable {
  case sqlite, postgres

  /// The statement that makes a view. In Postgres it shows what its reader may see, not its owner.
  func view(_ view: AnalystView, _ select: String) -> String {
    switch self {
    case .sqlite: "CREATE VIEW \(view.name) AS\n\(select);\n"
    case .postgres: "CREATE VIEW \(view.name) WITH (security_invoker = true) AS\n\(select);\n"
    }
  }

  /// The UTC day of a time in Unix milliseconds, as `2026-01-04`.
  func day(_ milliseconds: String) -> String {
    switch self {
    case .sqlite: "strftime('%Y-%m-%d', \(milliseconds) / 1000, 'unixepoch')"
    case .postgres: "to_char(to_timestamp(\(milliseconds) / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    }
  }

  /// A member of a document as a text.
  func text(_ document: String, _ path: String...) -> String { member(document, path) }

  /// A member of a document as a whole number; null when it is not there.
  func whole(_ document: String, _ path: String...) -> String {
    "CAST(\(member(document, path)) AS BIGINT)"
  }

  /// A member of a document as a number; null when it is not there.
  func number(_ document: String, _ path: String...) -> String {
    "CAST(\(member(document, path)) AS DOUBLE PRECISION)"
  }

  /// What a left join takes to have a row for each text of a list of a document, and one without a text where there is no
  /// list or nothing in it. The texts are the column `value`.
  func texts(_ document: String, _ name: String, as alias: String) -> String {
    switch self {
    case .sqlite: "json_each(CAST(\(document) AS TEXT), '$.\(name)') AS \(alias) ON true"
    case .postgres:
      "LATERAL jsonb_array_elements_text(convert_from(\(document), 'UTF8')::jsonb -> '\(name)') AS \(alias) (value) ON true"
    }
  }

  private func member(_ document: String, _ path: [String]) -> String {
    switch self {
    case .sqlite: "json_extract(CAST(\(document) AS TEXT), '$.\(path.joined(separator: "."))')"
    case .postgres: "(convert_from(\(document), 'UTF8')::jsonb #>> '{\(path.joined(separator: ","))}')"
    }
  }

  /// A number rounded to the nearest whole one.
  func rounded(_ number: String) -> String { "CAST(round(\(number)) AS BIGINT)" }

  /// A number that is not negative, cut to a whole one.
  func floored(_ number: String) -> String {
    switch self {
    case .sqlite: "CAST(\(number) AS BIGINT)"
    case .postgres: "CAST(floor(\(number)) AS BIGINT)"
    }
  }
}
