// What must be true. The oracle keeps its own slow books beside the engine and stops the run at the first
// promise that is broken.

import Bedrock
import Engine
import GeoIndex
import Matcher
import Scene
import TrackHub

/// A promise that the engine did not keep.
struct BrokenPromise: Error {
  var text: String
}

/// The books: one account per technician, kept by the plainest means.
struct Oracle {
  /// One technician as the oracle knows them.
  struct Account {
    var profile: TechnicianProfile
    var position: (point: GeoPoint, time: Instant)?
    var presence = Presence.offline
    var contact = Instant.epoch
    var lastSequence: UInt64 = 0
    /// The newest judgements, at most as many as a device table remembers.
    var judged: [(sequence: UInt64, judgement: FixJudgement)] = []
    /// What each report deserves, by its number.
    var deserved: [UInt64: ExpectedVerdict] = [:]
  }

  private(set) var accounts: [String: Account] = [:]
  private var counts: [FixVerdict: UInt64] = [:]
  private var repeats: UInt64 = 0
  /// Verdicts on new reports since the beginning, for the report of the run.
  private(set) var verdicts: [FixVerdict: Int] = [:]
  private(set) var repeatsInAll = 0

  mutating func put(_ profile: TechnicianProfile) {
    if accounts[profile.id.text] == nil {
      accounts[profile.id.text] = Account(profile: profile)
    } else {
      accounts[profile.id.text]?.profile = profile
    }
  }

  mutating func remove(_ id: String) { accounts[id] = nil }

  /// A phone has made a report; a later copy of it deserves the same.
  mutating func expect(_ report: FixReport, of id: String) {
    accounts[id]?.deserved[UInt64(report.sequence)] = report.expected
  }

  /// The engine was stopped in order and started again from its snapshot: positions and numbers stay; the
  /// judgements that a repeat is compared with, presence and the ledger begin anew.
  mutating func restart() {
    counts = [:]
    repeats = 0
    for id in accounts.keys {
      accounts[id]?.judged = []
      accounts[id]?.presence = .offline
    }
  }

  /// A fix was judged.
  ///
  /// The expectation is exact. A phone keeps its reports until they are acknowledged and a pipe keeps their
  /// order, so that the network delays and repeats but never reorders or loses; no delay comes near the 600 s
  /// by which the fault model sets a clock ahead. What the network changes is only which reports come twice.
  mutating func judged(_ fix: Fix, of id: String, _ judgement: FixJudgement, now: Instant)
    throws(BrokenPromise)
  {
    guard var account = accounts[id] else { throw BrokenPromise(text: "a fix of \(id), who does not exist") }
    let expected = try expectation(fix, account, id)
    if judgement.verdict != expected {
      throw BrokenPromise(text: "fix \(fix.sequence) of \(id) was \(judgement.verdict), not \(expected)")
    }
    counts[judgement.verdict, default: 0] += 1
    account.contact = now
    account.presence = .online
    if fix.sequence > account.lastSequence {
      account.lastSequence = fix.sequence
      account.judged.append((fix.sequence, judgement))
      if account.judged.count > DeviceTable.window { account.judged.removeFirst() }
      verdicts[judgement.verdict, default: 0] += 1
      if judgement.verdict == .accepted {
        guard
          let point = try? GeoPoint(
            latitudeDegrees: fix.latitudeDegrees, longitudeDegrees: fix.longitudeDegrees)
        else { throw BrokenPromise(text: "fix \(fix.sequence) of \(id) was accepted and is nowhere") }
        account.position = (point, fix.time)
      }
    } else {
      repeats += 1
      repeatsInAll += 1
    }
    accounts[id] = account
  }

  private func expectation(_ fix: Fix, _ account: Account, _ id: String) throws(BrokenPromise) -> FixVerdict {
    if fix.sequence <= account.lastSequence {
      return account.judged.last { $0.sequence == fix.sequence }?.judgement.verdict ?? .duplicate
    }
    switch account.deserved[fix.sequence] {
    case .accepted: return .accepted
    case .late: return .late
    case .future: return .future
    case .jump: return .jump
    case .frozen: return .frozen
    case .coarse: return .coarse
    case .mock: return .mock
    case .duplicate, nil:
      throw BrokenPromise(text: "fix \(fix.sequence) of \(id) reached the engine before the report was made")
    }
  }

  mutating func leave(_ id: String) { accounts[id]?.presence = .offline }

  /// Time passes: everybody is looked at.
  mutating func advance(to now: Instant, _ thresholds: PresenceThresholds) {
    for (id, account) in accounts where account.presence != .offline {
      let silence = now.milliseconds(since: account.contact)
      if silence >= thresholds.offlineAfterMilliseconds {
        accounts[id]?.presence = .offline
      } else if silence >= thresholds.idleAfterMilliseconds {
        accounts[id]?.presence = .idle
      }
    }
  }

  /// Compares the engine's numbers with the books.
  func check(_ statistics: TenantStatistics) throws(BrokenPromise) {
    for verdict in FixVerdict.allCases where statistics.ledger[verdict] != counts[verdict, default: 0] {
      throw BrokenPromise(
        text:
          "the ledger has \(statistics.ledger[verdict]) fixes \(verdict), not \(counts[verdict, default: 0])")
    }
    guard statistics.ledger.repeats == repeats else { throw BrokenPromise(text: "the ledger's repeats") }
    let online = accounts.values.count { $0.presence == .online }
    let idle = accounts.values.count { $0.presence == .idle }
    guard statistics.online == online, statistics.idle == idle else {
      throw BrokenPromise(
        text: "\(statistics.online) online and \(statistics.idle) idle, not \(online) and \(idle)")
    }
    guard statistics.positions == accounts.values.count(where: { $0.position != nil }),
      statistics.technicians == accounts.count
    else { throw BrokenPromise(text: "the number of technicians or positions") }
  }

  /// Compares what the engine says of one technician with the books.
  func check(_ id: String, _ written: FrameValue) throws(BrokenPromise) {
    guard let account = accounts[id] else { throw BrokenPromise(text: "\(id) does not exist") }
    guard written["presence"]?.text == "\(account.presence.name)" else {
      throw BrokenPromise(text: "\(id) is \(written["presence"]?.text ?? "?"), not \(account.presence.name)")
    }
    guard Self.isSame(written["position"], account.position) else {
      throw BrokenPromise(text: "\(id) is not where the last accepted fix was")
    }
  }

  /// Whether members `t`, `lat` and `lon` say this position. Frames have seven decimals.
  static func isSame(_ members: FrameValue?, _ position: (point: GeoPoint, time: Instant)?) -> Bool {
    guard let position else { return members?["t"] == nil }
    guard let time = members?["t"]?.number, let latitude = members?["lat"]?.number,
      let longitude = members?["lon"]?.number
    else { return false }
    return Int64(time) == position.time.milliseconds
      && (latitude - position.point.latitudeDegrees).magnitude < 0.6e-7
      && (longitude - position.point.longitudeDegrees).magnitude < 0.6e-7
  }

  /// Compares an answer of the index with a look at everybody.
  func check(_ query: NearbyQuery, _ answer: FrameValue) throws(BrokenPromise) {
    let expected = everybody(query)
    let found = answer.list
    guard found.count == expected.count else {
      throw BrokenPromise(text: "\(found.count) are near, not \(expected.count): \(query)")
    }
    for (item, wanted) in zip(found, expected) {
      guard item["id"]?.text == wanted.id,
        let distance = item["distanceMeters"]?.number, (distance - wanted.meters).magnitude <= 0.006
      else { throw BrokenPromise(text: "\(item["id"]?.text ?? "?") is near, not \(wanted.id): \(query)") }
    }
  }

  private func everybody(_ query: NearbyQuery) -> [(id: String, meters: Double)] {
    var found: [(id: String, meters: Double)] = []
    for (id, account) in accounts {
      guard let (point, time) = account.position, time >= query.freshSince ?? .epoch,
        account.profile.rating >= query.ratingMin, query.statuses & account.profile.status.bit != 0,
        Set(account.profile.skills.map(\.text)).isSuperset(of: query.skills)
      else { continue }
      guard case .around(let center, let radius) = query.area else { continue }
      let meters = Geodesic.distanceMeters(center, point)
      if meters <= radius ?? .infinity { found.append((id, meters)) }
    }
    found.sort { $0.meters != $1.meters ? $0.meters < $1.meters : $0.id < $1.id }
    return Array(found.prefix(query.countMax))
  }
}
