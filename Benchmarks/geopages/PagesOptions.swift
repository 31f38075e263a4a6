// What geopages takes on its command line.

/// A command line that is not understood, with what would be right.
struct PagesUsageError: Error, CustomStringConvertible {
  var description: String
}

/// The wishes of a run.
struct PagesOptions {
  var technicians = 5_000
  var rate = 1.0
  var seconds = 20
  var seed: UInt64 = 7
  var server: String?
  var pictures: String?
  var isJSON = false
  var isHelp = false

  /// Reads the arguments behind the program's name.
  init(_ arguments: [String]) throws(PagesUsageError) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "--json": isJSON = true
      case "--help", "-h": isHelp = true
      case "--technicians": technicians = try Self.value(name, &rest, in: 1...100_000) { Int($0) }
      case "--rate": rate = try Self.value(name, &rest, in: 0.01...10) { Double($0) }
      case "--for": seconds = try Self.value(name, &rest, in: 1...3_600) { Int($0) }
      case "--seed": seed = try Self.value(name, &rest, in: 0...UInt64.max) { UInt64($0) }
      case "--server": server = try Self.text(name, &rest)
      case "--pictures": pictures = try Self.text(name, &rest)
      default: throw PagesUsageError(description: "'\(name)' is not an option; see --help")
      }
    }
  }

  static let help = """
    Lets a fleet report over real sockets, opens the pages in a headless Chromium and measures: how smooth the
    operations console is, what its viewer costs the server, and how heavy and fast the customer's page is.

    Usage: geopages [options]

      --technicians N   Technicians, each with a phone; 1 to 100000; default 5000.
      --rate X          Fixes per second of each phone; 0.01 to 10; default 1.
      --for N           How long each of the three phases is measured, in seconds; 1 to 3600; default 20.
      --seed N          Where places come from; default 7.
      --server PATH     The geod to start; default: the one beside this program.
      --pictures PATH   A folder for pictures of what was measured.
      --json            Print one JSON object per line: name, value, unit, and ratio where there is a reference.
      --help            Print this help and exit.

    Example:
      geopages --technicians 5000 --for 30
    """

  private static func text(_ name: String, _ rest: inout ArraySlice<String>) throws(PagesUsageError) -> String
  {
    guard let text = rest.popFirst(), !text.isEmpty else {
      throw PagesUsageError(description: "\(name) needs a value; see --help")
    }
    return text
  }

  private static func value<Value: Comparable>(
    _ name: String, _ rest: inout ArraySlice<String>, in limits: ClosedRange<Value>,
    _ read: (String) -> Value?
  ) throws(PagesUsageError) -> Value {
    let text = try text(name, &rest)
    guard let value = read(text), limits.contains(value) else {
      throw PagesUsageError(
        description: "\(name) takes \(limits.lowerBound) to \(limits.upperBound), not '\(text)'")
    }
    return value
  }
}
