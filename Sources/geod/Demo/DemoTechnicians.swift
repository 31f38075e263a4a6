// All technicians of the demo: what phones hear becomes what people do, and what they do becomes commands and ways.

import Bedrock
import FleetClient
import Scene

/// The technicians with their days and their ways.
struct DemoTechnicians {
  private var fleet: DemoFleet
  private var days: [TechnicianDay]
  /// Trips that technicians were told to be completed.
  private(set) var completed: Set<UUIDv7> = []

  init(seed: UInt64, fleet: DemoFleet, count: Int) {
    self.fleet = fleet
    let random = SeededRandom(seed: seed).fork(0x6461_7973)
    days = (0..<count).map { TechnicianDay(random: random.fork(UInt64($0))) }
  }

  /// Lets everybody hear, think, move and report up to now.
  /// - Returns: bookings at whose door a technician stands in vain.
  mutating func pass(to now: Instant, _ phones: Fleet) -> [ClientID] {
    let reports = fleet.reports(at: now)
    if !reports.isEmpty { phones.report(reports) }
    var doors: [ClientID] = []
    for news in phones.takeNews() {
      let acts = days[news.phone].hear(news.notice, to: news.command, at: now)
      perform(acts, news.phone, now, phones, &doors)
    }
    for technician in days.indices where !days[technician].isIdle {
      let acts = days[technician].pass(to: now, isThere: fleet.hasArrived(technician))
      perform(acts, technician, now, phones, &doors)
    }
    return doors
  }

  /// Hears what phones have heard at last, when nobody acts any more.
  mutating func hear(_ phones: Fleet, at now: Instant) {
    for news in phones.takeNews() {
      for act in days[news.phone].hear(news.notice, to: news.command, at: now) {
        if case .completed(let trip) = act { completed.insert(trip) }
      }
    }
  }

  private mutating func perform(
    _ acts: [TechnicianDay.Act], _ technician: Int, _ now: Instant, _ phones: Fleet, _ doors: inout [ClientID]
  ) {
    for act in acts {
      switch act {
      case .say(let command): phones.say(command, phone: technician)
      case .drive(let place): fleet.send(technician, to: place, at: now)
      case .goFree: fleet.release(technician, at: now)
      case .findNobody(let booking): doors.append(booking)
      case .completed(let trip): completed.insert(trip)
      }
    }
  }
}
