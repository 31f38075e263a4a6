// The promises of the store contract, one by one, for every implementation.

import Bedrock
import Testing

@testable import TripStore

/// Values that the tests share.
enum Sample {
  static let red = ClientID(trusted: "red")
  static let blue = ClientID(trusted: "blue")
  static let note = ChangeNote(actor: "noura", at: Instant(milliseconds: 1_700_000_000_123), reason: "سبب")

  static func tenant(_ id: ClientID) -> TenantRecord {
    TenantRecord(
      id: id, nameArabic: "شركة", nameEnglish: "Company \(id)", timeZone: "Asia/Riyadh",
      createdAt: Instant(milliseconds: -5))
  }

  static func draft(_ id: String, _ profile: String = "{}") -> TechnicianDraft {
    TechnicianDraft(
      id: ClientID(trusted: id), profile: Array(profile.utf8), updatedAt: Instant(milliseconds: 7))
  }
}

@Suite("The store contract")
struct ContractTests {
  static let kinds = StoreUnderTest.allCases

  @Test(arguments: kinds)
  func aTenantIsFoundAsItWasAdded(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      #expect(try store.tenant(Sample.red) == nil)
      #expect(try store.tenants() == [])
      try store.addTenant(Sample.tenant(Sample.red))
      try store.addTenant(Sample.tenant(Sample.blue))
      #expect(try store.tenant(Sample.red) == Sample.tenant(Sample.red))
      #expect(try store.tenants().map(\.id) == [Sample.blue, Sample.red])
    }
  }

  @Test(arguments: kinds)
  func aTenantCannotBeAddedTwice(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      var other = Sample.tenant(Sample.red)
      other.nameEnglish = "Another"
      #expect(fault { try store.addTenant(other) } == .exists)
      #expect(try store.tenant(Sample.red) == Sample.tenant(Sample.red))
    }
  }

  @Test(arguments: kinds)
  func tenantsAreOrderedByBytes(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for id in ["b", "B", "a-1", "a.1", "a", "Z", "10", "9", "_"] {
        try store.addTenant(Sample.tenant(ClientID(trusted: id)))
      }
      #expect(
        try store.tenants().map(\.id.text) == ["10", "9", "B", "Z", "_", "a", "a-1", "a.1", "b"])
    }
  }

  @Test(arguments: kinds)
  func writingForAnUnknownTenantIsRefused(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      let draft = Sample.draft("t1")
      let entry = AuditDraft(note: Sample.note, action: "a.b")
      let snapshot = PositionSnapshot(takenAt: .epoch, payload: [1])
      let faults = [
        fault {
          try store.putSettings([1], of: Sample.red, expectedVersion: 0, note: Sample.note)
        },
        fault {
          try store.putTechnician(draft, of: Sample.red, expectedVersion: nil)
        },
        fault { try store.putTechnicians([draft], of: Sample.red) },
        fault { try store.putTechnicians([], of: Sample.red) },
        fault { try store.deleteTechnician(draft.id, of: Sample.red) },
        fault { try store.savePositions(snapshot, of: Sample.red) },
        fault { try store.appendAudit(entry, of: Sample.red) },
      ]
      for fault in faults { #expect(fault == .unknownTenant) }
    }
  }

  @Test(arguments: kinds)
  func readingForAnUnknownTenantFindsNothing(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      #expect(try store.settings(of: Sample.red) == nil)
      #expect(try store.technician(ClientID(trusted: "t1"), of: Sample.red) == nil)
      #expect(try store.positions(of: Sample.red) == nil)
      #expect(try store.audit(of: Sample.red, before: nil, limit: 10) == [])
      #expect(try technicians(of: Sample.red, in: store) == [])
    }
  }

  @Test(arguments: kinds)
  func settingsAreReplacedOnlyOnTheExpectedVersion(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      func put(_ text: String, expecting version: Int64) throws(StoreError) -> Int64 {
        try store.putSettings(Array(text.utf8), of: Sample.red, expectedVersion: version, note: Sample.note)
      }
      #expect(fault { try put("a", expecting: 1) } == .conflict(found: 0))
      #expect(try put("a", expecting: 0) == 1)
      #expect(fault { try put("b", expecting: 0) } == .conflict(found: 1))
      #expect(try put("c", expecting: 1) == 2)
      #expect(
        try store.settings(of: Sample.red)
          == SettingsRecord(version: 2, document: Array("c".utf8), updatedAt: Sample.note.at))
    }
  }

  @Test(arguments: kinds)
  func everyChangeOfSettingsIsAudited(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      for version in 0..<2 {
        _ = try store.putSettings(
          [], of: Sample.red, expectedVersion: Int64(version), note: Sample.note)
      }
      _ = fault {
        try store.putSettings([], of: Sample.red, expectedVersion: 0, note: Sample.note)
      }
      let rows = try store.audit(of: Sample.red, before: nil, limit: 10)
      #expect(
        rows.map(\.entry) == [
          AuditDraft(note: Sample.note, action: "settings.put", oldVersion: 1, newVersion: 2),
          AuditDraft(note: Sample.note, action: "settings.put", oldVersion: 0, newVersion: 1),
        ])
    }
  }

  @Test(arguments: kinds)
  func nothingCrossesTenants(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      try store.addTenant(Sample.tenant(Sample.blue))
      let id = ClientID(trusted: "t1")
      _ = try store.putTechnician(Sample.draft("t1", "red"), of: Sample.red, expectedVersion: 0)
      #expect(try store.technician(id, of: Sample.blue) == nil)
      _ = try store.putTechnician(Sample.draft("t1", "blue"), of: Sample.blue, expectedVersion: 0)
      _ = try store.putSettings([1], of: Sample.red, expectedVersion: 0, note: Sample.note)
      try store.savePositions(PositionSnapshot(takenAt: .epoch, payload: [1]), of: Sample.red)

      #expect(try store.technician(id, of: Sample.red)?.profile == Array("red".utf8))
      #expect(try technicians(of: Sample.blue, in: store).map(\.profile) == [Array("blue".utf8)])
      #expect(try store.settings(of: Sample.blue) == nil)
      #expect(try store.positions(of: Sample.blue) == nil)
      #expect(try store.audit(of: Sample.blue, before: nil, limit: 10) == [])
      #expect(try store.deleteTechnician(id, of: Sample.blue))
      #expect(try store.technician(id, of: Sample.red)?.profile == Array("red".utf8))
    }
  }

  @Test(arguments: kinds)
  func theLastSnapshotComesBack(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      for size in [0, 1, 7, 8, 9, 100_000] {
        let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let snapshot = PositionSnapshot(takenAt: Instant(milliseconds: Int64(size)), payload: payload)
        try store.savePositions(snapshot, of: Sample.red)
        #expect(try store.positions(of: Sample.red) == snapshot)
      }
    }
  }

  @Test(arguments: kinds)
  func auditIsReadInPagesFromTheNewEnd(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      var sequences: [Int64] = []
      for index in 0..<7 {
        let entry = AuditDraft(
          note: Sample.note, action: "technician.delete", target: "t\(index)", detail: [UInt8(index)])
        sequences.append(try store.appendAudit(entry, of: Sample.red))
      }
      #expect(sequences == sequences.sorted() && Set(sequences).count == 7)
      let first = try store.audit(of: Sample.red, before: nil, limit: 3)
      let second = try store.audit(of: Sample.red, before: first.last?.sequence, limit: 3)
      let third = try store.audit(of: Sample.red, before: second.last?.sequence, limit: 3)
      #expect((first + second + third).map(\.sequence) == sequences.reversed())
      #expect((first + second + third).map(\.entry.target) == (0..<7).reversed().map { "t\($0)" })
      #expect(third.count == 1 && third[0].entry.detail == [0] && third[0].entry.oldVersion == nil)
    }
  }

  @Test(arguments: kinds)
  func whatIsTooLargeIsRefusedByName(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      let long = String(repeating: "x", count: StoreLimits.textBytesMax + 1)
      var tenant = Sample.tenant(Sample.red)
      tenant.nameArabic = long
      #expect(
        fault { try store.addTenant(tenant) }
          == .tooLarge(what: "the Arabic name"))
      try store.addTenant(Sample.tenant(Sample.red))
      let document = [UInt8](repeating: 32, count: StoreLimits.settingsBytesMax + 1)
      #expect(
        fault {
          try store.putSettings(document, of: Sample.red, expectedVersion: 0, note: Sample.note)
        } == .tooLarge(what: "the settings document"))
      let entry = AuditDraft(note: Sample.note, action: "a.b", target: long)
      #expect(
        fault { try store.appendAudit(entry, of: Sample.red) }
          == .tooLarge(what: "the target"))
    }
  }
}
