// The analysts' views out of SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `AnalystStore`.
  ///
  /// What is run is the view's own text and not the view in the file: that one calls functions on JSON, which SQLite
  /// (3.40) does not let the schema of a file do that is not trusted (`PRAGMA trusted_schema = OFF`, as here).
  public func forEachRow(
    of view: AnalystView, tenant: ClientID, from: Instant, until: Instant,
    _ body: ([AnalystValue]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let values: [SQLiteValue] = [
      .text(tenant.text), .text(AnalystView.day(of: from)), .text(AnalystView.day(of: until)),
    ]
    let columns = view.columns
    try connection.once(Self.sql(of: view), values) { (row) throws(StoreError) in
      try body(columns.indices.map { row.value(Int32($0), columns[$0].kind) })
    }
  }

  /// The rows of a tenant and of some days, in the view's order.
  static func sql(of view: AnalystView) -> String {
    let names = view.columns.map(\.name)
    return """
      SELECT \(names.joined(separator: ", ")) FROM (\(AnalystViews(dialect: .sqlite, tenant: "?1").select(view)))
      WHERE tenant = ?1 AND day BETWEEN ?2 AND ?3
      ORDER BY \(names.prefix(view.keyCount).joined(separator: ", "))
      """
  }
}

extension SQLiteRow {
  /// The value in a column of a view.
  fileprivate func value(_ column: Int32, _ kind: AnalystColumn.Kind) -> AnalystValue {
    switch kind {
    case .text: .text(text(column))
    case .whole: .whole(integer(column))
    case .number: optionalReal(column).map(AnalystValue.number) ?? .none
    }
  }
}
