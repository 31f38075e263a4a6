// Where a Postgres is and as whom to connect, in libpq's own form; and how to print that without its secrets.

internal import CLibPQ

/// The address of a database: `postgres://user@host1:5432,host2/name?target_session_attrs=read-write`, or libpq's
/// `host=... dbname=...` (https://www.postgresql.org/docs/15/libpq-connect.html, 34.1.1).
///
/// What it leaves out libpq takes from the environment (`PGHOST`, `PGPASSFILE`, ...) and from `~/.pgpass`, where a
/// password is best kept. The only way to print one is `redacted`, which holds no secret; interpolation prints the same.
public struct PostgresURL: Hashable, Sendable {
  /// A place of which the URL may name several.
  struct Host: Hashable, Sendable {
    /// The parameters of libpq that name the place; empty for the one of the environment.
    var parameters: [Parameter]
  }

  /// A setting of libpq.
  struct Parameter: Hashable, Sendable {
    var keyword: String
    var value: String
  }

  /// What the URL says, without the places.
  private(set) var parameters: [Parameter]
  /// The places in the order in which they are tried; at least one.
  let hosts: [Host]

  /// Reads a URL.
  /// - Throws: `fatal` when it is none. The reason never repeats a part of it: what is in a wrong place may be the
  ///   password.
  public init(_ text: String) throws(StoreError) {
    let found = try Self.parse(text)
    func list(_ keyword: String) -> [String] {
      guard let value = found.first(where: { $0.keyword == keyword })?.value, !value.isEmpty else {
        return []
      }
      return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let (names, addresses, ports) = (list("host"), list("hostaddr"), list("port"))
    try Self.check(names: names, ports: ports, database: list("dbname").joined())
    let count = max(names.count, addresses.count)
    // As libpq has it: one port for all hosts, or one for each.
    guard names.isEmpty || addresses.isEmpty || names.count == addresses.count,
      ports.count < 2 || ports.count == count
    else { throw .fatal(reason: "the database URL names a different number of hosts and ports") }
    hosts = (0..<max(1, count)).map { index in
      var parts: [Parameter] = []
      if index < names.count { parts.append(Parameter(keyword: "host", value: names[index])) }
      if index < addresses.count { parts.append(Parameter(keyword: "hostaddr", value: addresses[index])) }
      let port = ports.count == 1 ? ports.first : ports.indices.contains(index) ? ports[index] : nil
      if let port { parts.append(Parameter(keyword: "port", value: port)) }
      return Host(parameters: parts)
    }
    parameters = found.filter { !["host", "hostaddr", "port"].contains($0.keyword) }
  }

  /// The same place as another user. The password goes: it is that of the user before.
  public func with(user: String) -> PostgresURL {
    var other = self
    other.parameters.removeAll { $0.keyword == "user" || $0.keyword == "password" }
    other.parameters.append(Parameter(keyword: "user", value: user))
    return other
  }

  /// The same place and another database.
  public func with(database: String) -> PostgresURL {
    var other = self
    other.set("dbname", database)
    return other
  }

  /// The user that the URL names; nil when it leaves that to the environment.
  public var user: String? { self["user"] }

  /// The value of a setting, nil when the URL does not have it.
  subscript(keyword: String) -> String? { parameters.first { $0.keyword == keyword }?.value }

  /// Sets a parameter of libpq.
  mutating func set(_ keyword: String, _ value: String) {
    parameters.removeAll { $0.keyword == keyword }
    parameters.append(Parameter(keyword: keyword, value: value))
  }

  /// User, places and database, and nothing else; safe to log.
  public var redacted: String {
    let places = hosts.map { host in
      func part(_ keyword: String) -> String? { host.parameters.first { $0.keyword == keyword }?.value }
      let name = part("host") ?? part("hostaddr") ?? ""
      return part("port").map { "\(name):\($0)" } ?? name
    }
    let user = user.map { "\($0)@" } ?? ""
    let database = self["dbname"].map { "/\($0)" } ?? ""
    return "postgres://\(user)\(places.joined(separator: ","))\(database)"
  }

  /// A password with `@`, `/` or `:` in it that was not written as %40, %2F or %3A moves into host, port or database,
  /// from where error messages would repeat it.
  private static func check(names: [String], ports: [String], database: String) throws(StoreError) {
    let isMisplaced =
      names.contains { $0.contains("@") || $0.contains(":") && !$0.hasPrefix("/") && !isIPv6($0) }
      || database.contains("@") || ports.contains { !$0.isEmpty && UInt16($0) == nil }
    if isMisplaced {
      throw .fatal(
        reason:
          "the database URL has no clear host, port and database: write @ / : in a password as %40 %2F %3A")
    }
  }

  private static func isIPv6(_ name: String) -> Bool {
    name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." || $0 == "%" }
  }

  /// The settings that a text has.
  private static func parse(_ text: String) throws(StoreError) -> [Parameter] {
    // SAFETY: libpq makes an array that ends with an option without a keyword, owned by us; the texts in it are copied
    // before it is freed. The error text is freed unread, because it repeats parts of the URL.
    var message: UnsafeMutablePointer<CChar>?
    let options = unsafe PQconninfoParse(text, &message)
    defer {
      unsafe PQfreemem(message)
      unsafe PQconninfoFree(options)
    }
    guard let options = unsafe options else { throw .fatal(reason: "the database URL cannot be read") }
    var found: [Parameter] = []
    var index = 0
    while let keyword = unsafe options[index].keyword {
      if let value = unsafe options[index].val {
        unsafe found.append(Parameter(keyword: String(cString: keyword), value: String(cString: value)))
      }
      index += 1
    }
    return found
  }
}

extension PostgresURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The same as `redacted`.
  public var description: String { redacted }
  /// The same as `redacted`.
  public var debugDescription: String { redacted }
  /// Nothing to look into: not even a dump prints the password.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
