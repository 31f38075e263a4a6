// What is done to a server and its database, how often, and how soon everything must go on afterwards.

/// A kind of fault.
enum CrashFault: String, CaseIterable, Sendable {
  /// SIGKILL of geod.
  case serverKill = "server-kill"
  /// SIGKILL of every process of Postgres.
  case databaseKill = "database-kill"
  /// SIGSTOP of every process of Postgres for three seconds.
  case freeze
  /// The same for thirty seconds: longer than anybody waits.
  case longFreeze = "long-freeze"
  /// All connections to Postgres are reset.
  case reset
  /// The network to Postgres is silent for a while: nothing arrives, nothing is closed.
  case silence
  /// The disk of the embedded store has no room for a while.
  case diskFull = "disk-full"

  /// How often in the full form.
  var fullCount: Int {
    switch self {
    case .serverKill, .databaseKill: 50
    case .freeze: 45
    case .longFreeze: 5
    case .reset, .silence: 25
    case .diskFull: 5
    }
  }

  /// How long it lasts, in seconds.
  var seconds: ClosedRange<Double> {
    switch self {
    case .serverKill, .reset: 0...0
    // How long Postgres stays away.
    case .databaseKill: 0...1
    case .freeze: 3...3
    case .longFreeze: 30...30
    // On both sides of the ten seconds after which a silent connection is given up.
    case .silence: 1...13
    case .diskFull: 1...4
    }
  }

  /// How soon afterwards a booking is accepted and a fix is acknowledged, in seconds.
  ///
  /// A session that has broken in silence is given up after ten seconds, connecting anew after five; phones that were
  /// turned away come back within ten.
  var secondsToLifeMax: Double {
    switch self {
    case .reset, .freeze, .diskFull: 15
    case .serverKill, .databaseKill: 20
    case .longFreeze, .silence: 30
    }
  }

  /// What the row of the table says.
  var words: String {
    switch self {
    case .serverKill: "SIGKILL of geod"
    case .databaseKill: "SIGKILL of Postgres"
    case .freeze: "SIGSTOP of Postgres, 3 s"
    case .longFreeze: "SIGSTOP of Postgres, 30 s"
    case .reset: "connections reset"
    case .silence: "network silent, 1 to 13 s"
    case .diskFull: "disk full, 1 to 4 s"
    }
  }

  /// Whether the truth is in the embedded store.
  var isEmbedded: Bool { self == .diskFull }

  /// Reads `server-kill=2,reset=1`; nil when that is none. What is not named does not happen.
  static func plan(_ text: String) -> [(fault: CrashFault, count: Int)]? {
    var plan: [(fault: CrashFault, count: Int)] = []
    for part in text.split(separator: ",") {
      let words = part.split(separator: "=")
      guard words.count == 2, let fault = CrashFault(rawValue: String(words[0])),
        let count = Int(words[1]), (0...10_000).contains(count), !plan.contains(where: { $0.fault == fault })
      else { return nil }
      if count > 0 { plan.append((fault, count)) }
    }
    return plan.isEmpty ? nil : plan
  }

  /// Everything as often as the full form has it.
  static var fullPlan: [(fault: CrashFault, count: Int)] { allCases.map { ($0, $0.fullCount) } }
}
