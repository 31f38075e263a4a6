// The command line of geobench.

/// A named group of measurements.
struct Suite: Sendable {
  let name: String
  let summary: String
  /// Measures and reports; false when a check failed, which ends the program with status 1.
  let run: @Sendable (BenchmarkOptions, inout BenchmarkReport) -> Bool
}

/// What the user asked for.
struct BenchmarkOptions {
  /// How many technicians the generated city has.
  var technicians = 100_000
  /// The same as the user said it; nil for a suite's own default.
  var givenTechnicians: Int?
  /// For how long each row is measured, in seconds of wall time.
  var secondsPerRow = 2.0
  /// How many days of points the retention suite writes, and how many points each has.
  var days = 30
  var pointsPerDay = 2_000_000
  /// How many of those days are kept.
  var termDays = 7
  /// One JSON object per line instead of a table.
  var json = false
  /// Small and short: proves that everything runs, measures nothing worth reading.
  var quick = false
  /// The seed of the generated data.
  var seed: UInt64 = 42
  /// `index`: the files to read technicians, moves and queries from, without their endings.
  var data: String?
  /// `index`, `transport`: the yardstick in C to measure beside geod, a folder of sources or a built program.
  var against: String?
  /// `transport`: how many WebSockets each server has; nil for the suite's own default.
  var connections: Int?
  /// `index`: measure at several numbers of technicians, and draw that.
  var sweep = false
  /// Where to write the drawing.
  var svg: String?
  /// Measure only the rows whose name begins like this; checks always run.
  var only = ""

  /// A wrong command line, in words.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  static func parse(_ arguments: [String], suites: [Suite]) throws(Fault) -> (Suite, BenchmarkOptions) {
    guard let suite = suites.first(where: { $0.name == arguments[0] }) else {
      let names = suites.map(\.name).joined(separator: ", ")
      throw Fault(description: "unknown suite '\(arguments[0])'; there are: \(names)")
    }
    var options = BenchmarkOptions()
    var technicians: Int?
    var seconds: Double?
    var days: Int?
    var points: Int?
    var term: Int?
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      switch option {
      case "--json": options.json = true
      case "--quick": options.quick = true
      case "--only":
        options.only = try text(option, rest.popFirst())
      case "--data": options.data = try text(option, rest.popFirst())
      case "--against": options.against = try text(option, rest.popFirst())
      case "--svg": options.svg = try text(option, rest.popFirst())
      case "--sweep": options.sweep = true
      case "--connections":
        options.connections = try number(option, rest.popFirst(), 20...100_000)
      case "--technicians": technicians = try number(option, rest.popFirst(), 1...50_000_000)
      case "--days": days = try number(option, rest.popFirst(), 1...10_000)
      case "--points": points = try number(option, rest.popFirst(), 1...100_000_000)
      case "--term": term = try number(option, rest.popFirst(), 1...10_000)
      case "--seed": options.seed = try number(option, rest.popFirst(), 0...UInt64.max)
      case "--seconds": seconds = try number(option, rest.popFirst(), 0.001...3600)
      default: throw Fault(description: "unknown option '\(option)'; see geobench --help")
      }
    }
    options.givenTechnicians = technicians
    options.technicians = technicians ?? (options.quick ? 2_000 : options.technicians)
    options.days = days ?? (options.quick ? 4 : options.days)
    options.pointsPerDay = points ?? (options.quick ? 20_000 : options.pointsPerDay)
    options.termDays = term ?? (options.quick ? 2 : options.termDays)
    options.secondsPerRow = seconds ?? (options.quick ? 0.02 : options.secondsPerRow)
    return (suite, options)
  }

  private static func text(_ option: String, _ text: String?) throws(Fault) -> String {
    guard let text, !text.isEmpty else { throw Fault(description: "\(option) takes a name") }
    return text
  }

  private static func number<Number: LosslessStringConvertible & Comparable>(
    _ option: String, _ text: String?, _ range: ClosedRange<Number>
  ) throws(Fault) -> Number {
    guard let text, let value = Number(text), range.contains(value) else {
      throw Fault(
        description: "\(option) takes a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  static func help(_ suites: [Suite]) -> String {
    let list = suites.map { "  \($0.name)\n      \($0.summary)" }.joined(separator: "\n")
    return """
      geobench: what one core does with the engine's parts

      usage: geobench SUITE [options]
             geobench echo --port P [--deflate]   a server that sends messages back; see echo --help

      suites:
      \(list)

      options:
        --technicians N   how many technicians the generated city has (default 100000; of
                          points: how many are on a trip, default 1000)
        --seconds S       how long each row is measured, in seconds (default 2)
        --days N          how many days the retention suite writes (default 30)
        --points N        how many points each day has (default 2000000)
        --term N          how many of those days are kept (default 7)
        --data PREFIX     index: read PREFIX.pts, PREFIX.mov and PREFIX.qry instead of making a city
        --against PATH    index: measure the yardstick in C in the same run: a folder with grid_limit.c or
                          the built program; takes --data. The ratio is then geod's cost by the yardstick's
                          transport: the reference server, a folder with ws_limit.c (default
                          ../shared/baselines/transport, where that is)
        --connections N   transport: WebSockets to each server (default 5000)
        --sweep           index: measure with 10000, 100000, 1000000 and 4000000 technicians
        --svg FILE        index: draw what --sweep has measured
        --only NAME       only the rows whose name begins like this
        --seed N          the seed of the generated data (default 42)
        --json            one JSON object per line: name, value, unit, and ratio where the row has a
                          reference measured in the same run (how many times the reference's cost)
        --quick           small and short, to see that everything runs
        --help            this text

      The status is 0, 1 when an answer was wrong or an optimised build has
      allocated where it must not, 2 when the command line was.
      """
  }
}
