// What the relay does next, without threads and clocks.

import Bedrock
import Foundation
import Testing
import TripStore
import Webhooks

@testable import geod

@Suite("The relay's plan")
struct RelayPlanTests {
  private static let tenant = ClientID(trusted: "alpha")
  private static let key = EndpointKey(tenant: tenant, endpoint: ClientID(trusted: "hook"))

  private static func message(_ number: Int) -> TakenMessage {
    let endpoint = EndpointRecord(
      endpoint: EndpointDraft(id: key.endpoint, url: "https://example.com/"),
      secrets: EndpointSecrets(current: []), version: 1, createdAt: .epoch, updatedAt: .epoch)
    let draft = OutboxDraft(
      id: UUIDv7(at: Instant(milliseconds: Int64(number)), random: (1, 1)), kind: "x", document: [])
    let record = OutboxRecord(
      sequence: Int64(number), booking: ClientID(trusted: "b\(number)"), attempt: 1, queuedAt: .epoch,
      message: draft)
    return TakenMessage(key: key, endpoint: endpoint, record: record)
  }

  private static func end(_ number: Int, _ verdict: RetryVerdict, at seconds: Int64) -> Settlement {
    Settlement(message: message(number), verdict: verdict, at: Instant(seconds: seconds))
  }

  @Test("an endpoint that is down is tried with one message at a time, after pauses that double")
  func pace() {
    var pace = EndpointPace()
    #expect(pace.freeSlots(at: .epoch) == EndpointPace.slotsMax)
    pace.sent(EndpointPace.failuresMax + 3)
    for _ in 0..<EndpointPace.failuresMax { pace.finished(isDelivered: false, at: .epoch) }
    #expect(pace.isDown && pace.pausedUntil == Instant(seconds: 5))
    #expect(pace.freeSlots(at: Instant(seconds: 4)) == 0 && pace.freeSlots(at: Instant(seconds: 5)) == 0)
    pace.finished(isDelivered: false, at: Instant(seconds: 5))
    #expect(pace.pausedUntil == Instant(seconds: 15))
    for _ in 0..<2 { pace.finished(isDelivered: false, at: Instant(seconds: 20)) }
    #expect(pace.freeSlots(at: Instant(seconds: 60)) == 1)
    pace.sent(20)
    for _ in 0..<19 { pace.finished(isDelivered: false, at: .epoch) }
    #expect(pace.pausedUntil == Instant(seconds: 300))
    pace.finished(isDelivered: true, at: .epoch)
    #expect(pace == EndpointPace() && pace.isForgettable)
  }

  @Test("a pass settles what has ended and looks where something is due, and nothing is lost when it fails")
  func passes() throws {
    var plan = RelayPlan()
    let nothing = plan.nextPass(at: .epoch, room: 10, leaseMilliseconds: 5)
    #expect(nothing == nil && plan.nextAt(room: 10) == nil)
    plan.look(at: Self.tenant, from: Instant(seconds: 10))
    let early = plan.nextPass(at: Instant(seconds: 9), room: 10, leaseMilliseconds: 5)
    #expect(early == nil)
    #expect(plan.nextAt(room: 10) == Instant(seconds: 10) && plan.nextAt(room: 0) == nil)
    let firstPass = plan.nextPass(at: Instant(seconds: 10), room: 2, leaseMilliseconds: 5)
    let first = try #require(firstPass)
    #expect(first.tenants == [Self.tenant] && first.until == Instant(milliseconds: 10_005))
    var haul = RelayPass.Haul()
    haul.taken = [Self.message(1), Self.message(2)]
    plan.apply(haul, of: first)
    // There was no room for more, so the tenant is looked at again when there is.
    #expect(plan.inFlight == 2 && plan.nextAt(room: 1) == Instant(seconds: 10))
    plan.finished(Self.end(1, .delivered, at: 11))
    let secondPass = plan.nextPass(at: Instant(seconds: 11), room: 1, leaseMilliseconds: 5)
    let second = try #require(secondPass)
    #expect(second.settlements.count == 1 && second.slots == [Self.key: EndpointPace.slotsMax - 1])
    plan.takeBack(second, tryAt: Instant(seconds: 12))
    let thirdPass = plan.nextPass(at: Instant(seconds: 11), room: 1, leaseMilliseconds: 5)
    let third = try #require(thirdPass)
    #expect(third.settlements.count == 1)
    plan.apply(RelayPass.Haul(dueAt: [Self.tenant: Instant(seconds: 40)]), of: third)
    plan.finished(Self.end(2, .delivered, at: 12))
    #expect(plan.inFlight == 0 && plan.downCount == 0)
  }

  @Test("what the store has given out too late is left to come back by itself")
  func late() throws {
    var plan = RelayPlan()
    plan.look(at: Self.tenant, from: .epoch)
    let anyPass = plan.nextPass(at: .epoch, room: 9, leaseMilliseconds: 20_000)
    let pass = try #require(anyPass)
    var haul = RelayPass.Haul()
    haul.taken = [Self.message(1)]
    haul.leaveLate(of: pass, now: Instant(seconds: 10), attemptMilliseconds: 10_000)
    #expect(haul.taken.count == 1)
    haul.leaveLate(of: pass, now: Instant(milliseconds: 10_001), attemptMilliseconds: 10_000)
    #expect(haul.taken.isEmpty)
    plan.apply(haul, of: pass)
    #expect(plan.inFlight == 0 && plan.nextAt(room: 9) == Instant(seconds: 20))
  }

  @Test("an endpoint that is down is looked at when its pause is over")
  func pauses() throws {
    var plan = RelayPlan()
    plan.look(at: Self.tenant, from: .epoch)
    let firstPass = plan.nextPass(at: .epoch, room: 100, leaseMilliseconds: 5)
    let first = try #require(firstPass)
    var haul = RelayPass.Haul()
    haul.taken = (0..<EndpointPace.failuresMax).map(Self.message)
    plan.apply(haul, of: first)
    for number in 0..<EndpointPace.failuresMax {
      plan.finished(Self.end(number, .again(at: Instant(seconds: 3), reason: ""), at: 1))
    }
    #expect(plan.downCount == 1)
    let secondPass = plan.nextPass(at: Instant(seconds: 1), room: 100, leaseMilliseconds: 5)
    let second = try #require(secondPass)
    #expect(second.slots == [Self.key: 0])
    plan.apply(RelayPass.Haul(), of: second)
    #expect(plan.nextAt(room: 100) == Instant(seconds: 6))
  }

  @Test("webhooks may name every event of a booking, and nothing else")
  func kinds() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let source = try String(
      contentsOf: root.appending(path: "Sources/Trips/Events/TripEvent.swift"), encoding: .utf8)
    let names = source.matches(of: /"((booking|offer|trip)\.[A-Za-z]+)"/).map { String($0.1) }
    #expect(names.count > 20 && Set(names).count == names.count)
    #expect(WebhookDocument.kinds.sorted() == names.sorted())
    #expect(names.count <= StoreLimits.endpointKindsMax)
  }
}
