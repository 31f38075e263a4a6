// A booking service that keeps asking who is near, and does not simply believe the answers.

import Bedrock
import FleetClient
import Foundation
import GeoIndex
import Scene
import Synchronization
import Transport

/// Asks nearby questions on a thread of its own.
final class NearbyProber: Sendable {
  /// What it found.
  struct Findings: Sendable {
    var questions: UInt64 = 0
    /// Answers that are wrong, and questions without one.
    var errors: UInt64 = 0
    var firstFaults: [String] = []
    /// The round trip as the service sees it.
    var roundTripNanoseconds = Histogram()
  }

  private static let count = 10
  /// Positions travel with seven decimals, 11 mm.
  private static let distanceToleranceMeters = 0.1

  private let findings = Lock(Findings())
  private let isStopping = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)
  private let target: Target

  private struct Target: Sendable {
    var makeService: @Sendable () -> ServiceAPI
    var seed: UInt64
    var skillsByID: [String: Set<String>]
    var intervalSeconds: Double
  }

  /// Starts asking. `makeService` is called on the thread that will use its connection.
  init(
    seed: UInt64, technicians: Int, questionsPerSecond: Int, makeService: @escaping @Sendable () -> ServiceAPI
  ) {
    var skills: [String: Set<String>] = [:]
    for technician in 0..<technicians {
      let profile = TechnicianProfileSample(technician: technician, seed: seed)
      skills[profile.id] = Set(profile.skills.map(\.id))
    }
    target = Target(
      makeService: makeService, seed: seed, skillsByID: skills,
      intervalSeconds: 1 / Double(max(1, questionsPerSecond)))
    let thread = Thread { [self] in run() }
    thread.name = "nearby"
    thread.start()
  }

  /// What was found so far.
  var current: Findings { findings.withLock { $0 } }

  /// Asks no more and returns when the last answer is there.
  func stop() {
    isStopping.store(true, ordering: .relaxed)
    ended.wait()
  }

  private func run() {
    let service = target.makeService()
    var random = SeededRandom(seed: target.seed).fork(0x6E65_6172)
    while !isStopping.load(ordering: .relaxed) {
      ask(service, &random)
      Thread.sleep(forTimeInterval: target.intervalSeconds)
    }
    ended.signal()
  }

  private func ask(_ service: ServiceAPI, _ random: inout SeededRandom) {
    let place = ServiceZones.all[ServiceZones.randomIndex(&random)].randomPoint(&random)
    let skill = SkillCatalogue.all[random.below(SkillCatalogue.all.count)].id
    let start = MonotonicClock.nanoseconds()
    var fault: String?
    do throws(FleetError) {
      let answer = try service.nearby(
        latitudeDegrees: place.latitudeDegrees, longitudeDegrees: place.longitudeDegrees, count: Self.count,
        skill: skill)
      fault = self.fault(of: answer, place: place, skill: skill)
    } catch {
      fault = "\(error)"
    }
    let elapsed = MonotonicClock.nanoseconds() - start
    findings.withLock { findings in
      findings.questions += 1
      findings.roundTripNanoseconds.record(elapsed)
      guard let fault else { return }
      findings.errors += 1
      if findings.firstFaults.count < 8 { findings.firstFaults.append(fault) }
    }
  }

  /// What cannot be right about an answer; nil when nothing is wrong.
  private func fault(of answer: [ServiceAPI.Neighbor], place: ScenePoint, skill: String) -> String? {
    if answer.count > Self.count {
      return "nearby: \(answer.count) technicians where \(Self.count) were asked for"
    }
    var previous = 0.0
    for neighbor in answer {
      guard neighbor.distanceMeters >= previous else {
        return "nearby: \(neighbor.id) stands behind a farther one"
      }
      previous = neighbor.distanceMeters
      guard target.skillsByID[neighbor.id]?.contains(skill) == true, neighbor.skills.contains(skill) else {
        return "nearby: \(neighbor.id) cannot do \(skill)"
      }
      guard let distance = Self.distanceMeters(place, neighbor.position),
        abs(distance - neighbor.distanceMeters) <= Self.distanceToleranceMeters
      else { return "nearby: \(neighbor.id) is not \(neighbor.distanceMeters) m away" }
    }
    return nil
  }

  private static func distanceMeters(_ a: ScenePoint, _ b: ServiceAPI.Place) -> Double? {
    guard
      let from = try? GeoPoint(latitudeDegrees: a.latitudeDegrees, longitudeDegrees: a.longitudeDegrees),
      let to = try? GeoPoint(latitudeDegrees: b.lat, longitudeDegrees: b.lon)
    else { return nil }
    return Geodesic.distanceMeters(from, to)
  }
}
