// What an operator is told about a schema.

public import Bedrock

/// A step of a schema, as somebody who looks at a database sees it.
public struct SchemaStep: Hashable, Sendable {
  /// Where the database is with it.
  public enum State: Hashable, Sendable {
    /// It was applied then.
    case applied(at: Instant)
    /// The program knows it, the database has not had it yet.
    case missing
    /// Both know it, and differ in what it is.
    case changed
    /// The database has had it, the program does not know it: the program is older.
    case unknown
  }

  /// From 1 on.
  public var number: Int64
  /// What it does.
  public var name: String
  /// Where the database is with it.
  public var state: State
}
