// The store contract: webhook endpoints.

import Bedrock
import Testing

@testable import TripStore

extension ContractTests {
  private func put(
    _ draft: EndpointDraft, expecting expected: Int64? = nil, secret: [UInt8] = Sample.secret,
    _ store: any Store
  ) throws(StoreError) -> EndpointRecord {
    try store.putEndpoint(
      draft, secret: secret, of: Sample.red, expectedVersion: expected, note: Sample.note(5)
    ).endpoint
  }

  @Test(arguments: kinds)
  func anEndpointIsFoundAsItWasPutAndIsInTheAudit(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      for tenant in [Sample.red, Sample.blue] { try store.addTenant(Sample.tenant(tenant)) }
      #expect(try store.endpoints(of: Sample.red) == [] && store.relayTenants() == [])
      let draft = Sample.endpoint(kinds: ["a.b", "c.d"])
      let (record, isNew) = try store.putEndpoint(
        draft, secret: Sample.secret, of: Sample.red, expectedVersion: 0, note: Sample.note(5))
      #expect(isNew && record.endpoint == draft && record.secrets.current == Sample.secret)
      #expect(record.createdAt == Sample.note(5).at && record.updatedAt == record.createdAt)
      #expect(try store.endpoint(Sample.hook, of: Sample.red) == record)
      #expect(try store.endpoint(Sample.hook, of: Sample.blue) == nil)
      #expect(try store.endpoints(of: Sample.blue) == [] && store.relayTenants() == [Sample.red])
      let row = try #require(try store.audit(of: Sample.red, before: nil, limit: 1).first).entry
      #expect(row.action == "webhook.put" && row.target == "hook" && row.note == Sample.note(5))
      #expect(row.oldVersion == 0 && row.newVersion == record.version)
      #expect(!String(decoding: row.detail, as: UTF8.self).contains("example"))
    }
  }

  @Test(arguments: kinds)
  func anEndpointChangesOnlyAsExpectedAndKeepsItsSecret(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let first = try put(Sample.endpoint(), expecting: 0, store)
      #expect(fault { try put(Sample.endpoint(), expecting: 0, store) } == .conflict(found: first.version))
      #expect(fault { try put(Sample.endpoint(Sample.blue), expecting: 7, store) } == .conflict(found: 0))
      let other = [UInt8](repeating: 9, count: 16)
      let second = try put(Sample.endpoint(kinds: ["x"]), expecting: first.version, secret: other, store)
      #expect(second.version > first.version && second.endpoint.kinds == ["x"])
      #expect(second.secrets == first.secrets)
      #expect(try put(Sample.endpoint(isActive: false), store).endpoint.isActive == false)
      #expect(try store.relayTenants() == [])
      #expect(try store.deleteEndpoint(Sample.hook, of: Sample.red, note: Sample.note))
      #expect(try !store.deleteEndpoint(Sample.hook, of: Sample.red, note: Sample.note))
      let again = try put(Sample.endpoint(), expecting: 0, secret: other, store)
      #expect(again.version > second.version && again.secrets.current == other)
      let actions = try store.audit(of: Sample.red, before: nil, limit: 9).map(\.entry.action)
      #expect(
        actions == ["webhook.put", "webhook.delete", "webhook.put", "webhook.put", "webhook.put"])
    }
  }

  @Test(arguments: kinds)
  func twoSecretsSignWhileOneIsReplaced(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      let (red, hook) = (Sample.red, Sample.hook)
      func rotate(_ byte: UInt8, until: Int64) throws(StoreError) -> EndpointRecord? {
        try store.rotateSecret(
          of: hook, to: [UInt8](repeating: byte, count: 32), previousUntil: Instant(milliseconds: until),
          tenant: red, note: Sample.note(6))
      }
      #expect(try rotate(1, until: 100) == nil)
      let first = try put(Sample.endpoint(), store)
      let second = try #require(try rotate(1, until: 100))
      #expect(second.version > first.version && second.updatedAt == Sample.note(6).at)
      #expect(
        second.secrets.signing(at: Instant(milliseconds: 99)).map { $0[0] } == [1, Sample.secret[0]])
      #expect(second.secrets.signing(at: Instant(milliseconds: 100)).map { $0[0] } == [1])
      // The one before the one before is forgotten.
      let third = try #require(try rotate(2, until: 200))
      #expect(third.secrets.signing(at: .epoch).map { $0[0] } == [2, 1])
      #expect(try store.endpoint(hook, of: red) == third)
      let row = try #require(try store.audit(of: red, before: nil, limit: 1).first).entry
      #expect(row.action == "webhook.rotateSecret" && row.oldVersion == second.version)
    }
  }

  @Test(arguments: kinds)
  func anEndpointTakesItsMessagesWithIt(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      _ = try put(Sample.endpoint(), store)
      var transition = Sample.transition("b")
      transition.outbox = [Sample.message(1), Sample.message(2)]
      #expect(try store.commit(transition, of: Sample.red).queuedCount == 2)
      #expect(try store.deleteEndpoint(Sample.hook, of: Sample.red, note: Sample.note))
      _ = try put(Sample.endpoint(), store)
      #expect(try store.outboxBacklog(for: Sample.hook, of: Sample.red) == OutboxBacklog())
    }
  }

  @Test(arguments: kinds)
  func endpointsHaveLimits(_ kind: StoreUnderTest) throws {
    try kind.withStore { store throws in
      try store.addTenant(Sample.tenant(Sample.red))
      for number in 0..<StoreLimits.endpointsMax {
        _ = try put(Sample.endpoint(ClientID(trusted: "e\(number)")), store)
      }
      #expect(fault { try put(Sample.endpoint(), store) } == .tooManyEndpoints)
      _ = try put(Sample.endpoint(ClientID(trusted: "e0"), kinds: ["a"]), store)
      var long = Sample.endpoint(ClientID(trusted: "e0"))
      long.url = String(repeating: "x", count: StoreLimits.endpointURLBytesMax + 1)
      #expect(fault { try put(long, store) } == .tooLarge(what: "the endpoint's address"))
      let (nobody, draft) = (ClientID(trusted: "nobody"), Sample.endpoint())
      let faults = [
        fault {
          try store.putEndpoint(
            draft, secret: Sample.secret, of: nobody, expectedVersion: nil, note: Sample.note)
        },
        fault { try store.deleteEndpoint(draft.id, of: nobody, note: Sample.note) },
        fault {
          try store.rotateSecret(
            of: draft.id, to: Sample.secret, previousUntil: .epoch, tenant: nobody, note: Sample.note)
        },
        fault {
          try store.takeOutbox(for: draft.id, of: nobody, limit: 1, now: .epoch, until: Sample.day(1))
        },
        fault { try store.resendAll(to: draft.id, of: nobody, limit: 1, at: .epoch) },
      ]
      #expect(faults.allSatisfy { $0 == .unknownTenant })
    }
  }
}
