// Random histories on a store and on the model at once: every answer must be the same.

import Bedrock
import Foundation
import Testing

@testable import TripStore

@Suite("Histories of a store")
struct StoreHistoryTests {
  @Test(arguments: StoreUnderTest.real)
  func aStoreAnswersLikeTheModel(_ kind: StoreUnderTest) throws {
    let given = ProcessInfo.processInfo.environment["GEOD_SEED"].flatMap { UInt64($0) }
    for seed in given.map({ $0...$0 }) ?? 1...4 {
      try kind.withPlace { place throws in
        var history = History(seed: seed, place: place)
        for step in 0..<250 {
          let (expected, found) = try history.step()
          try #require(expected == found, "GEOD_SEED=\(seed), step \(step)")
        }
      }
    }
  }
}

/// The same calls on two stores.
private struct History {
  private var random: SeededRandom
  private let place: StorePlaceUnderTest
  private let model = ModelStore()
  private var real: (any Store)?
  private let tenants = ["red", "blue", "absent"].map { ClientID(trusted: $0) }

  init(seed: UInt64, place: StorePlaceUnderTest) {
    random = SeededRandom(seed: seed)
    self.place = place
  }

  /// One random call; returns what the model and the real store answered, as text.
  mutating func step() throws -> (String, String) {
    if random.chance(0.02) { real = nil }
    let store = try real ?? place.open()
    real = store
    let calls = (0..<(random.chance(0.2) ? 3 : 1)).map { _ in call() }
    guard calls.count > 1 else { return (answer(calls[0], model), answer(calls[0], store)) }
    let fails = random.chance(0.5)
    return (together(calls, fails: fails, model), together(calls, fails: fails, store))
  }

  private typealias Call = (any Store) throws(StoreError) -> String

  private func answer(_ call: Call, _ store: any Store) -> String {
    do throws(StoreError) { return try call(store) } catch { return "threw \(error)" }
  }

  /// Several calls in one transaction, which may fail at its end.
  private func together(_ calls: [Call], fails: Bool, _ store: any Store) -> String {
    answer(
      { store throws(StoreError) in
        try store.transaction { () throws(StoreError) in
          let answers = calls.map { answer($0, store) }
          if fails { throw .fatal(reason: answers.joined(separator: ";")) }
          return answers.joined(separator: ";")
        }
      }, store)
  }

  private mutating func call() -> Call {
    let tenant = tenants[random.below(tenants.count)]
    let other = ClientID(trusted: "t\(random.below(5))")
    let version = Int64(random.below(12))
    let byte = UInt8(random.below(256))
    let draft = TechnicianDraft(
      id: other, profile: [byte], updatedAt: Instant(milliseconds: Int64(byte)))
    let note = ChangeNote(actor: "a\(byte)", at: Instant(milliseconds: version), reason: "")
    let expected = random.chance(0.5) ? nil : version
    switch random.below(12) {
    case 0 where tenant.text != "absent":
      return { store throws(StoreError) in "\(try store.addTenant(Sample.tenant(tenant)))" }
    case 1: return { store throws(StoreError) in "\(try store.tenants())" }
    case 2, 3:
      return { store throws(StoreError) in
        "\(try store.putSettings([byte], of: tenant, expectedVersion: version % 4, note: note))"
      }
    case 4: return { store throws(StoreError) in "\(String(describing: try store.settings(of: tenant)))" }
    case 5, 6:
      return { store throws(StoreError) in
        "\(try store.putTechnician(draft, of: tenant, expectedVersion: expected))"
      }
    case 7:
      return { store throws(StoreError) in
        "\(try store.putTechnicians([draft, Sample.draft("t1"), draft], of: tenant))"
      }
    case 8: return { store throws(StoreError) in "\(try store.deleteTechnician(other, of: tenant))" }
    case 9:
      return { store throws(StoreError) in
        var all = ""
        try store.forEachTechnician(of: tenant) { (record) throws(StoreError) in all += "\(record)" }
        return all
      }
    case 10:
      return { store throws(StoreError) in
        try store.savePositions(PositionSnapshot(takenAt: note.at, payload: [byte]), of: tenant)
        return "\(String(describing: try store.positions(of: tenant)))"
      }
    default:
      return { store throws(StoreError) in
        _ = try store.appendAudit(AuditDraft(note: note, action: "x.y"), of: tenant)
        return "\(try store.audit(of: tenant, before: expected, limit: 5))"
      }
    }
  }
}
