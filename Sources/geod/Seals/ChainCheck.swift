// A phone's log against the heads of a trip's chains: whether they agree, and where they part.

import Bedrock
import TripStore

/// What the log of one device comes to.
enum ChainVerdict: Equatable {
  /// The log has exactly the fixes of the chain.
  case matches(fixCount: Int64)
  /// The first fixes of the log are those of the chain; then it goes on.
  case matchesThenGoesOn(fixCount: Int64, more: Int)
  /// They part at a fix that is still there to be compared.
  case parts(ChainDifference)
  /// They part, and the points are gone: nobody can say where.
  case differs(logged: Int, sealed: Int64)
  /// The log has nothing of a device that the seal names.
  case notLogged(sealed: Int64)
  /// The seal has nothing of a device that the log names.
  case notSealed(logged: Int)

  /// Whether the log is what was sealed.
  var isMatch: Bool { if case .matches = self { true } else { false } }
}

/// The first fix at which a log and the stored points part.
enum ChainDifference: Equatable {
  /// The server has a fix that the log has not.
  case missingInLog(sequence: UInt64)
  /// The log has a fix that the server has not.
  case onlyInLog(sequence: UInt64)
  /// Both have the fix, with other content in this member.
  case otherContent(sequence: UInt64, member: String)
  /// The stored points are those of the log, and not those that were sealed.
  case pointsAreNotTheSealed
}

/// Compares a phone's log with the seal of a trip.
struct ChainCheck {
  let tenant: ClientID
  let trip: UUIDv7
  /// What was sealed.
  let chains: [TripChain]
  /// The points, where they are still there; nil otherwise.
  let points: TripFixes?

  /// A verdict for each device of the seal and of the log, in the order of their identifiers. O(n).
  func verdicts(_ log: PhoneLog) -> [(device: ClientID, verdict: ChainVerdict)] {
    let sealed = Dictionary(uniqueKeysWithValues: chains.map { ($0.device, $0) })
    return Set(sealed.keys).union(log.devices.keys).sorted().map { device in
      let logged = log.devices[device] ?? []
      guard let chain = sealed[device] else { return (device, .notSealed(logged: logged.count)) }
      guard !logged.isEmpty else { return (device, .notLogged(sealed: chain.fixCount)) }
      return (device, verdict(chain, logged))
    }
  }

  private func verdict(_ chain: TripChain, _ logged: [ChainedFix]) -> ChainVerdict {
    var own = FixChain(tenant: tenant, trip: trip, device: chain.device)
    for fix in logged {
      own.add(fix)
      guard own.fixCount == chain.fixCount, own.head == chain.head else { continue }
      let more = logged.count - Int(own.fixCount)
      return more == 0
        ? .matches(fixCount: own.fixCount) : .matchesThenGoesOn(fixCount: own.fixCount, more: more)
    }
    if let stored = points?.devices.first(where: { $0.device == chain.device })?.fixes {
      return .parts(Self.difference(logged, stored) ?? .pointsAreNotTheSealed)
    }
    return .differs(logged: logged.count, sealed: chain.fixCount)
  }

  /// The first difference in the order of the numbers; nil when there is none.
  static func difference(_ logged: [ChainedFix], _ stored: [ChainedFix]) -> ChainDifference? {
    for (a, b) in zip(logged, stored) {
      if a.sequence < b.sequence { return .onlyInLog(sequence: a.sequence) }
      if a.sequence > b.sequence { return .missingInLog(sequence: b.sequence) }
      if let member = a.differingMember(from: b) {
        return .otherContent(sequence: a.sequence, member: member)
      }
    }
    if logged.count > stored.count { return .onlyInLog(sequence: logged[stored.count].sequence) }
    if stored.count > logged.count { return .missingInLog(sequence: stored[logged.count].sequence) }
    return nil
  }
}

extension ChainedFix {
  /// The first member, as phones call it, in which two fixes differ.
  fileprivate func differingMember(from other: ChainedFix) -> String? {
    if time != other.time { return "t" }
    if latitudeAngle != other.latitudeAngle { return "lat" }
    if longitudeAngle != other.longitudeAngle { return "lon" }
    if accuracyMeters != other.accuracyMeters { return "acc" }
    if speedMetersPerSecond != other.speedMetersPerSecond { return "spd" }
    return headingDegrees == other.headingDegrees ? nil : "hdg"
  }
}

extension ChainVerdict: CustomStringConvertible {
  /// One English sentence.
  var description: String {
    switch self {
    case .matches(let count): "matches: the log has the \(count) fixes that were sealed"
    case .matchesThenGoesOn(let count, let more):
      "differs: the first \(count) fixes of the log are those that were sealed; then it goes on for \(more) more"
    case .parts(let difference): "differs: \(difference)"
    case .differs(let logged, let sealed):
      "differs: the log has \(logged) fixes, \(sealed) were sealed; where they part cannot be said without the points"
    case .notLogged(let sealed): "differs: the log has no fix of this device, \(sealed) were sealed"
    case .notSealed(let logged): "differs: the log has \(logged) fixes of this device, none was sealed"
    }
  }
}

extension ChainDifference: CustomStringConvertible {
  /// One English sentence.
  var description: String {
    switch self {
    case .missingInLog(let sequence): "the log lacks the fix \(sequence), which the server has"
    case .onlyInLog(let sequence): "the log has the fix \(sequence), which the server has not"
    case .otherContent(let sequence, let member):
      "from the fix \(sequence) on: its \(member) is another one in the log"
    case .pointsAreNotTheSealed:
      "the points in the store are those of the log, and not those that were sealed: the store was changed"
    }
  }
}
