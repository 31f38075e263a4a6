// The analysts' views out of Postgres.

public import Bedrock

extension PostgresStore {
  /// See `AnalystStore`. The views show what their reader may see: the tenant's own.
  public func forEachRow(
    of view: AnalystView, tenant: ClientID, from: Instant, until: Instant,
    _ body: ([AnalystValue]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let days: [PostgresValue] = [.text(AnalystView.day(of: from)), .text(AnalystView.day(of: until))]
    let columns = view.columns
    try forEach(.rows(of: view), of: tenant, days) { (row) throws(StoreError) in
      try body(columns.indices.map { row.value(Int32($0), columns[$0].kind) })
    }
  }
}

extension PostgresRow {
  /// The value in a column of a view.
  fileprivate func value(_ column: Int32, _ kind: AnalystColumn.Kind) -> AnalystValue {
    switch kind {
    case .text: .text(text(column))
    case .whole: .whole(integer(column))
    case .number: optionalReal(column).map(AnalystValue.number) ?? .none
    }
  }
}
