// What becomes of a row that may name a person: the same in every database.

internal import Bedrock

/// The part of a row that may name a person.
struct ErasureRow: Equatable {
  var technician: ClientID?
  var document: [UInt8]?
  var text: String?

  /// What becomes of a row.
  enum Change {
    case removal
    case values(ErasureRow)
  }

  /// What becomes of it; nil when nothing does.
  func change(in table: ErasureTable, _ rewriting: BookingRewriting) throws(StoreError) -> Change? {
    let newText = text.map(rewriting.text)
    let isNamed = table.textIsKey ? text.map(rewriting.removesKey) ?? false : newText != text
    if table.goesWithItsText, isNamed { return .removal }
    if table.name == "shares" { return rewriting.removesShares ? .removal : nil }
    let changed = ErasureRow(
      technician: technician.map(rewriting.technician), document: try rewritten(document, table, rewriting),
      text: newText)
    return changed == self ? nil : .values(changed)
  }

  private func rewritten(
    _ document: [UInt8]?, _ table: ErasureTable, _ rewriting: BookingRewriting
  ) throws(StoreError) -> [UInt8]? {
    guard let document else { return nil }
    return switch table.form {
    case .event: try rewriting.event(document)
    case .json: try rewriting.document(document)
    case .summary: try rewriting.summary(document)
    }
  }
}
