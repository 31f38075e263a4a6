// The analysts' views out of SQLite.

public import Bedrock

extension SQLiteStore {
  /// See `AnalystStore`.
  public func forEachRow(
    of view: AnalystView, tenant: ClientID, from: Instant, until: Instant,
    _ body: ([AnalystValue]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let values: [SQLiteValue] = [
      .text(tenant.text), .text(AnalystView.day(of: from)), .text(AnalystView.day(of: until)),
    ]
    let columns = view.columns
    try connection.forEach(view.query, values) { (row) throws(StoreError) in
      try body(columns.indices.map { row.value(Int32($0), columns[$0].kind) })
    }
  }
}

extension AnalystView {
  /// The statement that reads the view, with its columns in the order of `columns`; a test holds that.
  var query: SQLiteQuery {
    switch self {
    case .funnel: .analystFunnel
    case .response: .analystResponse
    case .completion: .analystCompletion
    case .sla: .analystSLA
    }
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
