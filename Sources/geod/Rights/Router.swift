// Finding the route of a request.

import Transport

/// Finds routes by method and path.
struct Router: Sendable {
  private struct Entry: Sendable {
    var route: Route
    var segments: [Substring]
  }

  private let entries: [Entry]

  /// What a path leads to.
  enum Match {
    case found(Route, [String: String])
    case methodNotAllowed(allowed: [String])
    /// Nobody has ever heard of the method.
    case unknownMethod
    case none
  }

  /// The methods of RFC 9110 section 9.3, and PATCH (RFC 5789). Any other is unknown, wherever it is used.
  private static let knownMethods: Set<String> = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
  ]

  init(_ routes: [Route]) {
    entries = routes.map { Entry(route: $0, segments: $0.segments) }
    let keys = routes.map { "\($0.method) \($0.path)" }
    precondition(Set(keys).count == keys.count, "a route stands twice in the table")
  }

  /// Finds the route. A literal segment goes before a parameter. O(routes).
  func match(method: String, path: String) -> Match {
    guard Self.knownMethods.contains(method) else { return .unknownMethod }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    let wanted = method == "HEAD" ? "GET" : method
    var best: (entry: Entry, parameters: [String: String])?
    var allowed: [String] = []
    for entry in entries {
      guard let parameters = Self.parameters(entry.segments, segments) else { continue }
      guard entry.route.method == wanted else {
        allowed.append(entry.route.method)
        continue
      }
      if let found = best, found.parameters.count <= parameters.count { continue }
      best = (entry, parameters)
    }
    if let best { return .found(best.entry.route, best.parameters) }
    if allowed.contains("GET") { allowed.append("HEAD") }
    return allowed.isEmpty ? .none : .methodNotAllowed(allowed: Array(Set(allowed)).sorted())
  }

  /// Compares bytes, not characters: paths are compared with every route of the table, for every request.
  private static func parameters(_ pattern: [Substring], _ path: [Substring]) -> [String: String]? {
    let takesRest = pattern.last?.hasSuffix("...}") == true
    guard takesRest ? path.count >= pattern.count : pattern.count == path.count else { return nil }
    var parameters: [String: String] = [:]
    for (index, wanted) in pattern.enumerated() {
      if takesRest, index == pattern.count - 1 {
        parameters[String(wanted.dropFirst().dropLast(4))] = path[index...].joined(separator: "/")
        break
      }
      let (wantedBytes, givenBytes) = (wanted.utf8, path[index].utf8)
      guard wantedBytes.first == UInt8(ascii: "{"),
        let end = wantedBytes.firstIndex(of: UInt8(ascii: "}"))
      else {
        if wantedBytes.elementsEqual(givenBytes) { continue }
        return nil
      }
      // Behind the data a command may stand, as in `{id}:cancel`.
      let command = wantedBytes[wantedBytes.index(after: end)...]
      guard givenBytes.suffix(command.count).elementsEqual(command) else { return nil }
      let data = givenBytes.dropLast(command.count)
      guard !data.isEmpty, !data.contains(UInt8(ascii: ":")) else { return nil }
      parameters[String(wanted[wanted.index(after: wanted.startIndex)..<end])] = String(Substring(data))
    }
    return parameters
  }
}
