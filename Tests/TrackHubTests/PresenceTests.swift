// Presence against a model that asks everybody, and the roster against dictionaries.

import Bedrock
import TestSupport
import Testing
import TrackHub

@Suite struct PresenceTests {
  /// The slow and obvious way: look at everybody whenever time passes.
  private struct Model {
    var states: [Presence]
    var contacts: [Instant]

    mutating func advance(to now: Instant, _ thresholds: PresenceThresholds) -> Set<UInt32> {
      var changed: Set<UInt32> = []
      for index in states.indices where states[index] != .offline {
        let silence = now.milliseconds(since: contacts[index])
        var state = states[index]
        if silence >= thresholds.offlineAfterMilliseconds {
          state = .offline
        } else if silence >= thresholds.idleAfterMilliseconds {
          state = .idle
        }
        if state != states[index] { changed.insert(UInt32(index)) }
        states[index] = state
      }
      return changed
    }
  }

  @Test func behavesLikeAskingEverybody() {
    for seed in Seeds.all("presence") {
      var random = SeededRandom(seed: seed)
      var thresholds = PresenceThresholds()
      var clock = PresenceClock()
      clock.grow(to: 20)
      clock.grow(to: 50)
      var model = Model(
        states: Array(repeating: .offline, count: 50), contacts: Array(repeating: .epoch, count: 50))
      var now = Instant(milliseconds: 1_000_000)
      for step in 0..<20_000 {
        let technician = UInt32(random.below(50))
        now = now.advanced(byMilliseconds: Int64(random.below(random.chance(0.02) ? 200_000 : 3_000)))
        switch random.below(10) {
        case 0..<5:
          let isNew = clock.contact(technician, at: now)
          if isNew != (model.states[Int(technician)] != .online) {
            Issue.record("seed \(seed): contact at \(step)")
          }
          model.states[Int(technician)] = .online
          model.contacts[Int(technician)] = now
        case 5:
          let left = clock.leave(technician)
          if left != (model.states[Int(technician)] != .offline) {
            Issue.record("seed \(seed): leave at \(step)")
          }
          model.states[Int(technician)] = .offline
        case 6 where random.chance(0.01):
          // Stricter settings hold for everybody at once.
          thresholds.idleAfterMilliseconds = Int64(10_000 + random.below(60_000))
          thresholds.offlineAfterMilliseconds =
            thresholds.idleAfterMilliseconds + Int64(1 + random.below(300_000))
        default:
          var changed: [UInt32] = []
          clock.advance(to: now, thresholds: thresholds, changed: &changed)
          let expected = model.advance(to: now, thresholds)
          if Set(changed) != expected || changed.count != expected.count {
            Issue.record("seed \(seed): \(changed) changed at \(step), not \(expected.sorted())")
            return
          }
        }
        let states = (0..<50).map { clock.presence(of: UInt32($0)) }
        if states != model.states { Issue.record("seed \(seed): states differ at \(step)") }
        if clock.count(.online) != states.count(where: { $0 == .online })
          || clock.count(.idle) != states.count(where: { $0 == .idle })
        {
          Issue.record("seed \(seed): counts differ at \(step)")
          return
        }
      }
    }
  }

  @Test func changesComeByLastContact() {
    var clock = PresenceClock()
    clock.grow(to: 3)
    for (technician, second) in [(UInt32(2), Int64(1)), (0, 2), (1, 3)] {
      _ = clock.contact(technician, at: Instant(seconds: second))
    }
    var changed: [UInt32] = []
    clock.advance(to: Instant(seconds: 62), thresholds: PresenceThresholds(), changed: &changed)
    #expect(changed == [2, 0])
    #expect(clock.presence(of: 1) == .online && clock.presence(of: 2) == .idle)
    clock.advance(to: Instant(seconds: 10_000), thresholds: PresenceThresholds(), changed: &changed)
    #expect(changed == [2, 0, 2, 0, 1])
  }

  @Test func offlineComesAfterIdle() {
    #expect(PresenceThresholds().faults(path: "presence.").isEmpty)
    var thresholds = PresenceThresholds()
    thresholds.offlineAfterMilliseconds = thresholds.idleAfterMilliseconds
    #expect(thresholds.faults(path: "presence.").map(\.code) == [.conflict])
    thresholds.idleAfterMilliseconds = 1
    #expect(thresholds.faults(path: "presence.").map(\.field) == ["presence.idleAfterMilliseconds"])
  }

  @Test func rosterBehavesLikeADictionary() {
    for seed in Seeds.all("roster") {
      var random = SeededRandom(seed: seed)
      var roster = Roster()
      var model: [ClientID: (slot: UInt32, status: TechnicianStatus)] = [:]
      var peak = 0
      for _ in 0..<3_000 {
        let id = ClientID(trusted: "t\(random.below(40))")
        if let known = model[id] {
          #expect(roster.id(of: known.slot) == id && roster.status(of: known.slot) == known.status)
          if random.chance(0.5) {
            #expect(roster.remove(known.slot).isEmpty)
            model[id] = nil
          } else {
            let status = TechnicianStatus.allCases[random.below(3)]
            #expect(roster.setStatus(status, of: known.slot) == (status != known.status))
            model[id] = (known.slot, status)
          }
        } else {
          #expect(roster.slot(of: id) == nil)
          let slot = roster.add(id, status: .paused)
          model[id] = (slot, .paused)
        }
        peak = max(peak, model.count)
        #expect(roster.count == model.count && roster.slotCount == peak, "seed \(seed)")
      }
      #expect(Set(roster.occupiedSlots) == Set(model.values.map(\.slot)))
    }
  }

  @Test func devicesBelongToTheirTechnician() {
    var roster = Roster()
    let slot = roster.add(ClientID(trusted: "a"), status: .available)
    roster.addDevice(ClientID(trusted: "phone"), slot: DeviceSlot(3), to: slot)
    roster.addDevice(ClientID(trusted: "tablet"), slot: DeviceSlot(1), to: slot)
    #expect(roster.device(ClientID(trusted: "tablet"), of: slot) == DeviceSlot(1))
    #expect(roster.device(ClientID(trusted: "watch"), of: slot) == nil)
    #expect(roster.remove(slot) == [DeviceSlot(3), DeviceSlot(1)])
    let again = roster.add(ClientID(trusted: "b"), status: .available)
    #expect(again == slot && roster.devices(of: again).isEmpty)
  }
}
