// A storm from the outside: gathered before a load, let loose in the middle of it, counted behind it.

import Access
import Bedrock
import FleetClient
import Foundation
import LoadSupport
import Transport

/// Phones that say nothing, until all of them lose their connection at once.
final class ReconnectStorm {
  private let group: LoopGroup<StormPhones>
  private let phones: Int

  private static let gatherSeconds = 120.0
  private static let backSeconds = 120.0

  /// Connects a phone for each technician.
  init(_ technicians: [String], _ target: ServerTarget, trust: TLSClientContext?) throws {
    phones = technicians.count
    let tokens = try technicians.map {
      try target.desk.token(.technician, subject: ClientID(trusted: $0))
    }
    var limits = TransportLimits()
    // They wait for as long as it takes: how long that is, is the question.
    limits.connectMilliseconds = Int64(Self.backSeconds) * 1_000
    let address = target.address
    group = try LoopGroup(LoopGroupConfiguration(limits: limits)) { _ in
      StormPhones(address, trust, tokens: tokens)
    }
    group.post(.gather, to: 0)
    guard let findings = wait(Self.gatherSeconds, { $0.ready == $0.phones }) else {
      throw FleetError.fleet("not all \(phones) phones of the storm were welcomed")
    }
    guard findings.retries == 0 else {
      throw FleetError.fleet("phones were lost before the storm: \(findings.firstRetries)")
    }
  }

  /// Lets it loose in a while.
  func begin(afterMilliseconds delay: Int64) { group.post(.storm(afterMilliseconds: delay), to: 0) }

  /// Waits until everybody is back and says how it went.
  func finish() throws -> StormFindings {
    defer { group.drain(withinMilliseconds: 10_000) }
    if let findings = wait(Self.backSeconds, { $0.areBack }) { return findings }
    guard let findings = ask() else { throw FleetError.fleet("the phones of the storm have gone quiet") }
    return findings
  }

  private func wait(_ seconds: Double, _ isSo: (StormFindings) -> Bool) -> StormFindings? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
      if let findings = ask(), isSo(findings) { return findings }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return nil
  }

  private func ask() -> StormFindings? {
    let (answered, answer) = (DispatchSemaphore(value: 0), Lock<StormFindings?>(nil))
    group.post(
      .ask { findings in
        answer.withLock { $0 = findings }
        answered.signal()
      }, to: 0)
    guard answered.wait(timeout: .now() + .seconds(60)) == .success else { return nil }
    return answer.withLock { $0 }
  }
}

extension StormFindings {
  var lines: [ReportLine] {
    [
      .count("storm_phones", phones, "phones"), .count("storm_back", ready, "phones"),
      .count("storm_retries", retries, "connections"),
    ]
      + [("storm_back_p50", 0.5), ("storm_back_p99", 0.99), ("storm_all_back", 1)].map { name, quantile in
        ReportLine(
          name: name, value: Double(backNanoseconds.value(atQuantile: quantile)) / 1e9, unit: "s", decimals: 2
        )
      }
  }
}
