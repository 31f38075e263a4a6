// Databases for tests: one cluster per process of tests, made when the first test asks, and a fresh database for each.

import Foundation

/// What fresh databases are copied from.
public struct DatabaseTemplate: Sendable {
  /// Tells templates apart within the process; letters, digits, underscores.
  let name: String
  /// Fills it, once.
  let fill: @Sendable (DatabaseURLs) throws -> Void

  /// - Parameters:
  ///   - name: tells templates apart within the process; letters, digits, underscores.
  ///   - fill: makes what every copy begins with; leaves no connection open. Runs once per process.
  public init(_ name: String, fill: @escaping @Sendable (DatabaseURLs) throws -> Void) {
    self.name = name
    self.fill = fill
  }

  /// The roles, and a database without a table.
  public static let empty = DatabaseTemplate("empty") { _ in }
}

/// The shared cluster and its databases.
public enum TestDatabase {
  /// Whether databases can be had here; for `.enabled(if:)`.
  public static var isAvailable: Bool { PostgresPrograms.missing == nil }
  /// Why not.
  public static var missing: String { PostgresPrograms.missing ?? "" }

  /// The cluster that all tests of this process share. Nobody stops or kills it.
  public static func sharedCluster() throws -> PostgresCluster { try shared.get() }

  /// Lends a fresh database of the shared cluster. It stays until the cluster goes, because dropping one makes the server
  /// write everything out, which takes up to a second.
  /// - Throws: what `body` throws, or a fault of the set-up.
  public static func withDatabase<Value>(
    _ template: DatabaseTemplate = .empty, _ body: (DatabaseURLs) throws -> Value
  ) throws -> Value {
    try body(makeDatabase(template))
  }

  /// Makes a fresh database of the shared cluster, for tests that cannot be lent one because they are asynchronous.
  public static func makeDatabase(_ template: DatabaseTemplate = .empty) throws -> DatabaseURLs {
    try templates.copy(template, in: sharedCluster())
  }

  private static let shared = Result { try PostgresCluster() }
  private static let templates = Templates()
}

/// The templates of the shared cluster that were made so far.
private final class Templates: @unchecked Sendable {  // `lock` guards everything
  private let lock = NSLock()
  private var made: Set<String> = []
  private var copies = 0

  /// A copy of a template, which is made when it is not there yet.
  func copy(_ template: DatabaseTemplate, in cluster: PostgresCluster) throws -> DatabaseURLs {
    let name = try lock.withLock {
      if !made.contains(template.name) {
        try make(template, in: cluster)
        made.insert(template.name)
      }
      copies += 1
      return "test_\(copies)"
    }
    try cluster.copyDatabase(Self.name(template), to: name)
    return cluster.urls(name)
  }

  private func make(_ template: DatabaseTemplate, in cluster: PostgresCluster) throws {
    if made.isEmpty { try cluster.makeRolesAndDatabase("template_base") }
    try cluster.dropDatabase(Self.name(template))
    try cluster.copyDatabase("template_base", to: Self.name(template))
    try template.fill(cluster.urls(Self.name(template)))
  }

  private static func name(_ template: DatabaseTemplate) -> String { "template_\(template.name)" }
}
