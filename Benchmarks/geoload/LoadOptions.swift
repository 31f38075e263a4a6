// What geoload takes on its command line, and the help that is made from it.

import Bedrock

/// A command line that is not understood, with what would be right.
struct LoadUsageError: Error, CustomStringConvertible {
  var description: String
}

/// The wishes of a run.
struct LoadOptions {
  var phones = 1_000
  var rate = 1.0
  var seconds = 60
  var rampSeconds = 10
  var viewers = 0
  /// Phones beside those that report, which are connected and say nothing.
  var idle = 0
  /// HTTP requests per second beside the fixes.
  var requestRate = 0.0
  /// Connections that drip the head of a request.
  var slowHeads = 0
  /// Phones that all drop their connection in the middle of the load and come back at once.
  var reconnecting = 0
  /// Whether the server to start speaks TLS.
  var isSecured = false
  var isTravelling = false
  var isContending = false
  var bookings = 10_000
  var contestsAtOnce = 64
  var isCrashing = false
  /// What breaks how often; nil for the full form.
  var crashPlan: [(fault: CrashFault, count: Int)]?
  /// Whether the store's file is bounded for disk-full even where a small disk could be mounted.
  var mountsNothing = false
  /// How many technicians are under way while things break.
  var crashTechnicians = 100
  var seed: UInt64 = 7
  /// Servers that run already, of one database; empty to start some.
  var urls: [String] = []
  /// How many servers to start on one database.
  var processes = 1
  /// Whether the servers to start keep the truth in a private Postgres.
  var isOnPostgres = false
  var roots: String?
  var keys: String?
  var tenant: String?
  var server: String?
  var isPinned = false
  var isJSON = false
  var isHelp = false

  /// One option: its placeholder (nil for a flag), its help, and what it does with a value.
  private struct Option: Sendable {
    var name: String
    var placeholder: String?
    var help: String
    var apply: @Sendable (inout LoadOptions, String) -> Bool
  }

  private static let all: [Option] = [
    Option(
      name: "phones", placeholder: "N", help: "Phones, each with a WebSocket; 1 to 100000; default 1000."
    ) {
      set(&$0.phones, Int($1), in: 1...100_000)
    },
    Option(
      name: "rate", placeholder: "X",
      help: "Fixes per second of each phone, at times fixed in advance; 0.01 to 100; default 1."
    ) { set(&$0.rate, Double($1), in: 0.01...100) },
    Option(
      name: "for", placeholder: "N", help: "How long fixes are sent, in seconds; 1 to 86400; default 60."
    ) {
      set(&$0.seconds, Int($1), in: 1...86_400)
    },
    Option(
      name: "ramp", placeholder: "N",
      help: "Over how many seconds phones are connected; 0 to 3600; default 10."
    ) { set(&$0.rampSeconds, Int($1), in: 0...3_600) },
    Option(
      name: "viewers", placeholder: "N",
      help: "Viewers, each watching one technician; 0 to 10000; default 0."
    ) { set(&$0.viewers, Int($1), in: 0...10_000) },
    Option(
      name: "idle", placeholder: "N",
      help: "Further phones that are connected and say nothing; 0 to 100000; default 0."
    ) { set(&$0.idle, Int($1), in: 0...100_000) },
    Option(
      name: "requests", placeholder: "X",
      help:
        "HTTP requests per second beside the fixes, at times fixed in advance, every fourth on a fresh connection; "
        + "0 to 10000; default 0."
    ) { set(&$0.requestRate, Double($1), in: 0...10_000) },
    Option(
      name: "slow-headers", placeholder: "N",
      help:
        "Connections beside the phones that drip the head of a request, a byte a second, and come again when they "
        + "are cut off; in the end the server must have cut off all of them; 0 to 100000; default 0."
    ) { set(&$0.slowHeads, Int($1), in: 0...100_000) },
    Option(
      name: "reconnect", placeholder: "N",
      help:
        "Further phones that are connected and all drop and make their connection again at once, after a quarter of "
        + "the time; all must come back, and nobody else may be lost; 0 to 100000; default 0."
    ) { set(&$0.reconnecting, Int($1), in: 0...100_000) },
    Option(
      name: "tls", placeholder: nil,
      help: "The server that is started speaks TLS, with a certificate made on the spot."
    ) {
      $0.isSecured = $1.isEmpty; return $1.isEmpty
    },
    Option(
      name: "trips", placeholder: nil,
      help:
        "Every technician is on the way to a booking, so that every fix must be durable; what is kept of them is "
        + "read back at the end."
    ) {
      $0.isTravelling = $1.isEmpty; return $1.isEmpty
    },
    Option(
      name: "contend", placeholder: nil,
      help:
        "Instead of fixes: bookings, each offered to 5 technicians who accept at once; exactly one may win."
    ) {
      $0.isContending = $1.isEmpty; return $1.isEmpty
    },
    Option(name: "bookings", placeholder: "N", help: "Bookings of --contend; 1 to 1000000; default 10000.") {
      set(&$0.bookings, Int($1), in: 1...1_000_000)
    },
    Option(
      name: "at-once", placeholder: "N",
      help:
        "Bookings of --contend that are under way at a time, each with technicians of its own; 1 to 1000; "
        + "default 64."
    ) { set(&$0.contestsAtOnce, Int($1), in: 1...1_000) },
    Option(
      name: "crash", placeholder: nil,
      help:
        "Instead of fixes: a city under load whose server, database, network and disk break at random moments; what "
        + "was acknowledged must be there."
    ) {
      $0.isCrashing = $1.isEmpty; return $1.isEmpty
    },
    Option(
      name: "faults", placeholder: "LIST",
      help:
        "What breaks with --crash and how often, such as server-kill=2,reset=1; kinds: "
        + CrashFault.allCases.map { "\($0.rawValue) (\($0.fullCount))" }.joined(separator: ", ")
        + "; default: all of them so often."
    ) {
      $0.crashPlan = CrashFault.plan($1); return $0.crashPlan != nil
    },
    Option(
      name: "no-mount", placeholder: nil,
      help:
        "Bound the store's file for disk-full instead of mounting a small disk, as is done where mounting is not allowed."
    ) {
      $0.mountsNothing = $1.isEmpty; return $1.isEmpty
    },
    Option(
      name: "technicians", placeholder: "N",
      help: "Technicians of --crash; 10 to 1000; default 100."
    ) { set(&$0.crashTechnicians, Int($1), in: 10...1_000) },
    Option(name: "seed", placeholder: "N", help: "Where places come from; default 7.") {
      set(&$0.seed, UInt64($1), in: 0...UInt64.max)
    },
    Option(
      name: "server", placeholder: "PATH", help: "The geod to start; default: the one beside this program."
    ) {
      $0.server = $1; return !$1.isEmpty
    },
    Option(
      name: "pin", placeholder: nil, help: "Bind the started server to one processor, the last one."
    ) {
      $0.isPinned = $1.isEmpty; return $1.isEmpty
    },
    Option(
      name: "url", placeholder: "URL",
      help:
        "Load a server that runs already, http://host:port or https://host:port; needs --keys and --tenant. With "
        + "--contend several, separated by commas, that serve the tenant from one database."
    ) {
      $0.urls = $1.split(separator: ",").map(String.init); return !$0.urls.isEmpty
    },
    Option(
      name: "processes", placeholder: "N",
      help:
        "Servers that --contend starts on one private Postgres, which those who compete are spread over; 1 to 4; "
        + "default 1, on the embedded store."
    ) { set(&$0.processes, Int($1), in: 1...4) },
    Option(
      name: "postgres", placeholder: nil,
      help: "The server that is started keeps everything in a private Postgres instead of the embedded store."
    ) {
      $0.isOnPostgres = $1.isEmpty; return $1.isEmpty
    },
    Option(
      name: "ca", placeholder: "FILE",
      help: "Whom to trust at an https:// --url (PEM); default: what the system trusts."
    ) {
      $0.roots = $1
      return !$1.isEmpty
    },
    Option(name: "keys", placeholder: "FILE", help: "The key file of that server.") {
      $0.keys = $1
      return !$1.isEmpty
    },
    Option(name: "tenant", placeholder: "ID", help: "The tenant of that server.") {
      $0.tenant = $1
      return !$1.isEmpty
    },
    Option(
      name: "json", placeholder: nil, help: "Print one JSON object per line: name, value, unit."
    ) {
      $0.isJSON = $1.isEmpty; return $1.isEmpty
    },
    Option(name: "help", placeholder: nil, help: "Print this help and exit.") {
      $0.isHelp = $1.isEmpty
      return $1.isEmpty
    },
  ]

  /// Reads the arguments behind the program's name.
  init(_ arguments: [String]) throws(LoadUsageError) {
    var seen: Set<String> = []
    var index = 0
    while index < arguments.count {
      let parts = arguments[index].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      index += 1
      let option = try Self.option(String(parts.first ?? ""))
      guard seen.insert(option.name).inserted else { throw Self.fault("--\(option.name) is given twice") }
      var value = ""
      if parts.count == 2 {
        value = String(parts[1])
      } else if option.placeholder != nil {
        guard index < arguments.count else { throw Self.fault("--\(option.name) needs a value") }
        value = arguments[index]
        index += 1
      }
      guard option.apply(&self, value) else {
        throw Self.fault("--\(option.name) does not take '\(value)': \(option.help)")
      }
    }
    guard !isHelp else { return }
    try refuseContradictions(seen)
  }

  /// What only one of the kinds of load knows; the first kind has no flag of its own.
  private static let kinds: [(flag: String?, options: [String])] = [
    (
      nil,
      [
        "phones", "rate", "for", "ramp", "viewers", "idle", "requests", "slow-headers", "reconnect", "tls",
        "trips",
      ]
    ),
    ("contend", ["bookings", "at-once", "processes"]),
    ("crash", ["faults", "technicians", "no-mount"]),
  ]

  private func refuseContradictions(_ given: Set<String>) throws(LoadUsageError) {
    let flag = isContending ? "contend" : isCrashing ? "crash" : nil
    for kind in Self.kinds where kind.flag != flag {
      guard let stray = (kind.options + [kind.flag].compactMap { $0 }).first(where: given.contains) else {
        continue
      }
      throw Self.fault(
        flag.map { "--\($0) does not take --\(stray)" } ?? "--\(stray) needs --\(kind.flag ?? "")")
    }
    if isCrashing, isPinned || isOnPostgres || !urls.isEmpty {
      throw Self.fault("--crash starts servers of its own; it takes neither --url nor --pin nor --postgres")
    }
    if slowHeads > 0, isSecured || !urls.isEmpty {
      throw Self.fault(
        "--slow-headers is for a plain server that geoload starts; it takes neither --tls nor --url")
    }
    if urls.count > 1, !isContending { throw Self.fault("several --url are for --contend") }
    if !urls.isEmpty {
      guard keys != nil, tenant != nil else { throw Self.fault("--url needs --keys and --tenant") }
      guard server == nil, !isPinned, !isSecured, processes == 1, !isOnPostgres else {
        throw Self.fault(
          "--server, --pin, --tls, --processes and --postgres are for servers that geoload starts; there is --url"
        )
      }
    } else if keys != nil || tenant != nil || roots != nil {
      throw Self.fault("--keys, --tenant and --ca are for a server that runs already; give its --url too")
    }
  }

  /// The help text.
  static var help: String {
    var text = """
      Connects phones to geod and lets them report in open loop: every fix has its time from the beginning, and its
      verdict is timed from then, whatever the server does. With --trips every fix belongs to a trip and waits for the
      disk; with --contend phones compete for bookings instead; with --crash everything breaks. Beside the phones there
      may be others who say nothing (--idle), who never come to the point (--slow-headers), or who all come back at once
      (--reconnect).

      Usage: geoload [options]


      """
    for option in all {
      text += "  --\(option.name)\(option.placeholder.map { " \($0)" } ?? "")\n      \(option.help)\n"
    }
    return text + """

      Examples:
        geoload --phones 10000 --rate 1 --for 60 --pin
        geoload --phones 2000 --rate 10 --for 60 --idle 15000
        geoload --phones 200 --rate 5 --for 40 --requests 200 --slow-headers 5000
        geoload --phones 1000 --rate 5 --for 40 --reconnect 10000 --tls
        geoload --trips --phones 500 --rate 6 --for 60 --pin
        geoload --trips --phones 500 --rate 10 --for 60 --postgres
        geoload --contend --bookings 10000 --pin
        geoload --crash --faults server-kill=5,database-kill=5

      """
  }

  private static func option(_ argument: String) throws(LoadUsageError) -> Option {
    let name = argument == "-h" ? "help" : String(argument.drop { $0 == "-" })
    if argument.hasPrefix("-"), let option = all.first(where: { $0.name == name }) { return option }
    guard argument.hasPrefix("--") else {
      throw fault("'\(argument)' is not expected here; options begin with --")
    }
    let nearest = all.map(\.name).min { distance(name, $0) < distance(name, $1) } ?? "help"
    let hint =
      distance(name, nearest) <= max(1, name.count / 2) ? "; did you mean --\(nearest)?" : "; see --help"
    throw fault("--\(name) is not an option\(hint)")
  }

  private static func fault(_ text: String) -> LoadUsageError { LoadUsageError(description: text) }

  private static func set<Value: Comparable>(
    _ place: inout Value, _ value: Value?, in limits: ClosedRange<Value>
  ) -> Bool {
    guard let value, limits.contains(value) else { return false }
    place = value
    return true
  }

  /// How many letters must be added, removed or exchanged (Levenshtein).
  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let next = min(diagonal + (letter == b[j] ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        diagonal = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
}
