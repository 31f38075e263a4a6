// The store contract: shares of bookings, and the one question over all tenants.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  /// A store in which the tenants have the booking `b`, assigned to `t1` for the first time.
  private func withAssignedBookings(
    _ kind: StoreUnderTest, _ body: (any Store) throws -> Void
  ) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] {
        try store.addTenant(Sample.tenant(tenant))
        var transition = Sample.transition("b", state: "assigned", technician: "t1")
        transition.assignments = [Sample.assignment(1, "t1")]
        _ = try store.commit(transition, of: tenant)
      }
      try body(store)
    }
  }

  private func liveShares(
    _ tenant: ClientID, at milliseconds: Int64, in store: any Store
  ) throws -> [UUIDv7] {
    var found: [UUIDv7] = []
    let now = Instant(milliseconds: milliseconds)
    try store.forEachLiveShare(of: tenant, now: now) { (record) throws(StoreError) in
      found.append(record.share.id)
    }
    return found
  }

  @Test(arguments: kinds)
  func aShareIsFoundByItsBookingAndByItsHash(_ kind: StoreUnderTest) throws {
    try withAssignedBookings(kind) { store throws in
      let share = Sample.share(1, expiresAt: 5000)
      try store.putShare(share, of: Sample.red, note: Sample.note(2000))
      let record = ShareRecord(share: share, createdAt: Instant(milliseconds: 2000))
      #expect(try store.shares(of: share.booking, tenant: Sample.red) == [record])
      #expect(try store.shares(of: share.booking, tenant: Sample.blue) == [])
      let found = try #require(try store.share(hash: share.hash))
      #expect(found.tenant == Sample.red && found.share == record)
      #expect(try store.share(hash: Sample.share(2, expiresAt: 5000).hash) == nil)
      let row = try #require(try store.audit(of: Sample.red, before: nil, limit: 1).first).entry
      #expect(row.action == "share.create" && row.target == "\(share.id)" && row.note == Sample.note(2000))
      #expect(row.detail == Array(#"{"booking":"b","assignmentVersion":1}"#.utf8))
    }
  }

  @Test(arguments: kinds)
  func aShareIsLiveUntilItExpiresOrEnds(_ kind: StoreUnderTest) throws {
    try withAssignedBookings(kind) { store throws in
      for (number, expiry) in [(1, 9000), (2, 5000), (3, 7000)] as [(Int, Int64)] {
        try store.putShare(Sample.share(number, expiresAt: expiry), of: Sample.red, note: Sample.note(2000))
      }
      #expect(try liveShares(Sample.red, at: 4999, in: store) == [2, 3, 1].map(Sample.id))
      #expect(try liveShares(Sample.red, at: 5000, in: store) == [3, 1].map(Sample.id))
      #expect(try liveShares(Sample.blue, at: 0, in: store) == [])
      #expect(try !store.endShare(Sample.id(3), of: Sample.blue, note: Sample.note(6000)))
      #expect(try store.endShare(Sample.id(3), of: Sample.red, note: Sample.note(6000)))
      #expect(try !store.endShare(Sample.id(3), of: Sample.red, note: Sample.note(6500)))
      #expect(try liveShares(Sample.red, at: 6000, in: store) == [Sample.id(1)])
      let ended = try store.share(hash: Sample.share(3, expiresAt: 0).hash)
      #expect(ended?.share.endedAt == Instant(milliseconds: 6000))
      // One row for each making and one for the end, none for the repetition.
      let actions = try store.audit(of: Sample.red, before: nil, limit: 9).map(\.entry.action)
      #expect(actions == ["share.end", "share.create", "share.create", "share.create"])
    }
  }

  @Test(arguments: kinds)
  func aHashBelongsToOneShareOfAllTenants(_ kind: StoreUnderTest) throws {
    try withAssignedBookings(kind) { store throws in
      try store.putShare(Sample.share(1, expiresAt: 9000), of: Sample.red, note: Sample.note(2000))
      var other = Sample.share(2, expiresAt: 9000)
      other.hash = Sample.share(1, expiresAt: 9000).hash
      for tenant in [Sample.red, Sample.blue] {
        #expect(fault { try store.putShare(other, of: tenant, note: Sample.note(2000)) } == .exists)
      }
      var same = Sample.share(2, expiresAt: 9000)
      same.id = Sample.id(1)
      #expect(fault { try store.putShare(same, of: Sample.red, note: Sample.note(2000)) } == .exists)
      // Identifiers are the tenant's own.
      try store.putShare(same, of: Sample.blue, note: Sample.note(2000))
      #expect(try store.audit(of: Sample.red, before: nil, limit: 9).count == 1)
    }
  }

  @Test(arguments: kinds)
  func aShareEndsWithItsAssignmentInTheSameTransition(_ kind: StoreUnderTest) throws {
    try withAssignedBookings(kind) { store throws in
      let end = Instant(milliseconds: 3000)
      for tenant in [Sample.red, Sample.blue] {
        try store.putShare(
          Sample.share(tenant == Sample.red ? 1 : 2, expiresAt: 9000), of: tenant, note: Sample.note(2000))
      }
      var next = Sample.transition("b", after: 1, state: "assigned", technician: "t2")
      next.assignments = [Sample.assignment(1, "t1", endedAt: end), Sample.assignment(2, "t2")]
      _ = try store.commit(next, of: Sample.red)
      #expect(try liveShares(Sample.red, at: 2500, in: store) == [])
      #expect(try store.shares(of: ClientID(trusted: "b"), tenant: Sample.red).map(\.endedAt) == [end])
      #expect(try liveShares(Sample.blue, at: 2500, in: store) == [Sample.id(2)])
      #expect(try !store.endShare(Sample.id(1), of: Sample.red, note: Sample.note(4000)))
      // A share of an assignment that is over, or not there yet, is not made.
      for version: Int64 in [1, 3] {
        var late = Sample.share(3, expiresAt: 9000)
        late.assignmentVersion = version
        #expect(
          fault { try store.putShare(late, of: Sample.red, note: Sample.note(4000)) } == .conflict(found: 2))
      }
      var fresh = Sample.share(3, expiresAt: 9000)
      fresh.assignmentVersion = 2
      try store.putShare(fresh, of: Sample.red, note: Sample.note(4000))
      #expect(try liveShares(Sample.red, at: 4000, in: store) == [Sample.id(3)])
    }
  }

  @Test(arguments: kinds)
  func aShareMayNameTheAssignmentToCome(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      _ = try store.commit(Sample.transition("b", state: "open"), of: Sample.red)
      for version: Int64 in [2, 3] {
        var wrong = Sample.share(9, expiresAt: 9000)
        wrong.assignmentVersion = version
        #expect(
          fault { try store.putShare(wrong, of: Sample.red, note: Sample.note(2000)) } == .conflict(found: 1))
      }
      try store.putShare(Sample.share(1, expiresAt: 9000), of: Sample.red, note: Sample.note(2000))
      // It lives on with the assignment, and ends with that.
      var taken = Sample.transition("b", after: 1, state: "assigned", technician: "t1")
      taken.assignments = [Sample.assignment(1, "t1")]
      _ = try store.commit(taken, of: Sample.red)
      #expect(try liveShares(Sample.red, at: 2500, in: store) == [Sample.id(1)])
      let end = Instant(milliseconds: 3000)
      var released = Sample.transition("b", after: 2, state: "open")
      released.assignments = [Sample.assignment(1, "t1", endedAt: end)]
      _ = try store.commit(released, of: Sample.red)
      #expect(try store.share(hash: Sample.share(1, expiresAt: 0).hash)?.share.endedAt == end)
      #expect(
        fault {
          try store.putShare(Sample.share(2, expiresAt: 9000), of: Sample.red, note: Sample.note(2000))
        } == .conflict(found: 2))
      var next = Sample.share(2, expiresAt: 9000)
      next.assignmentVersion = 2
      try store.putShare(next, of: Sample.red, note: Sample.note(3000))
      // The booking ends before anybody has it again.
      let last = Instant(milliseconds: 4000)
      _ = try store.commit(
        Sample.transition("b", after: 3, state: "cancelled", at: last, endedAt: last), of: Sample.red)
      #expect(try store.share(hash: next.hash)?.share.endedAt == last)
      #expect(try liveShares(Sample.red, at: 0, in: store) == [])
      var late = Sample.share(3, expiresAt: 9000)
      late.assignmentVersion = 2
      #expect(
        fault { try store.putShare(late, of: Sample.red, note: Sample.note(5000)) } == .conflict(found: 0))
    }
  }

  @Test(arguments: kinds)
  func sharesOfNobodysBookingAndTooManyAreRefused(_ kind: StoreUnderTest) throws {
    try withAssignedBookings(kind) { store throws in
      var other = Sample.share(0, expiresAt: 9000)
      other.booking = ClientID(trusted: "absent")
      #expect(
        fault { try store.putShare(other, of: Sample.red, note: Sample.note(1)) } == .conflict(found: 0))
      let nobody = ClientID(trusted: "nobody")
      #expect(fault { try store.putShare(other, of: nobody, note: Sample.note(1)) } == .unknownTenant)
      #expect(fault { try store.endShare(Sample.id(1), of: nobody, note: Sample.note(1)) } == .unknownTenant)
      try store.transaction { () throws(StoreError) in
        for number in 0..<StoreLimits.bookingSharesMax {
          try store.putShare(Sample.share(number, expiresAt: 9000), of: Sample.red, note: Sample.note(1))
        }
      }
      let last = Sample.share(StoreLimits.bookingSharesMax, expiresAt: 9000)
      #expect(fault { try store.putShare(last, of: Sample.red, note: Sample.note(1)) } == .tooManyShares)
    }
  }

  @Test(arguments: kinds)
  func sharesGoWithTheirBooking(_ kind: StoreUnderTest) throws {
    try withAssignedBookings(kind) { store throws in
      try store.putShare(Sample.share(1, expiresAt: 9000), of: Sample.red, note: Sample.note(2000))
      let end = Instant(milliseconds: 3000)
      var last = Sample.transition("b", after: 1, state: "cancelled", at: end, endedAt: end)
      last.assignments = [Sample.assignment(1, "t1", endedAt: end)]
      _ = try store.commit(last, of: Sample.red)
      let report = try store.retain(RetentionPolicy(), now: Sample.day(500), dryRun: false)
      #expect(report.entries.contains(.init(tenant: Sample.red, kind: .bookings, rows: 1)))
      #expect(try store.share(hash: Sample.share(1, expiresAt: 9000).hash) == nil)
    }
  }
}
