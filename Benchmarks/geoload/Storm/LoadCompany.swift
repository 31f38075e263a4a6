// Who is there beside the phones that report: callers, those who never come to the point, those who come back at once.

import FleetClient
import Foundation
import LoadSupport
import TestPrograms
import Transport

/// What the options ask for beside fixes, from before the first to behind the last of them.
final class LoadCompany {
  private let options: LoadOptions
  private let target: ServerTarget
  private let before: ServerNumbers
  private let storm: ReconnectStorm?
  private var slow: DrippingHeads?
  private var requests: RequestLoad?

  /// The server gives up on a head after ten seconds; a machine that does much else may take its time.
  private static let cutSeconds = 120.0

  /// Connects those who have to be connected before the load.
  init(_ options: LoadOptions, _ reconnecting: [String], _ servers: LoadServers) throws {
    self.options = options
    target = servers.targets[0]
    storm =
      reconnecting.isEmpty
      ? nil
      : try ReconnectStorm(
        reconnecting, target,
        trust: try servers.identity?.trustOfMany(reconnecting.count) ?? target.security?.trust)
    before = ServerNumbers(target)
    if options.slowHeads > 0 { slow = DrippingHeads(options.slowHeads, port: target.address.port) }
  }

  /// The first fix is about to be sent.
  func begin() throws {
    storm?.begin(afterMilliseconds: Int64(options.seconds) * 250)
    if options.requestRate > 0 { requests = try RequestLoad(rate: options.requestRate, target) }
  }

  /// The last fix has its verdict.
  func finish() throws -> CompanyFindings {
    var findings = CompanyFindings()
    findings.requests = requests?.finish()
    findings.storm = try storm?.finish()
    if let slow {
      findings.slowAreCut = slow.finish(withinSeconds: Self.cutSeconds)
      findings.slow = slow.findings
    }
    findings.server = ServerNumbers(target).lines(since: before)
    return findings
  }
}

/// What became of them.
struct CompanyFindings {
  var requests: RequestLoad.Findings?
  var storm: StormFindings?
  var slow: DrippingHeads.Findings?
  /// Whether the server has ended every connection that dripped.
  var slowAreCut = true
  /// What the server counted meanwhile.
  var server: [ReportLine] = []

  /// Everybody who asked was answered, everybody who left is back, and nobody is waited for who never comes to the point.
  var isGood: Bool {
    requests?.errors ?? 0 == 0 && storm?.areBack ?? true && slowAreCut && slow?.failed ?? 0 == 0
  }

  /// Empty where there is no company.
  var lines: [ReportLine] {
    guard requests != nil || storm != nil || slow != nil else { return [] }
    var lines = requests?.lines ?? []
    if let storm { lines += storm.lines }
    if let slow {
      lines += [
        .count("slow_opened", slow.opened, "connections"), .count("slow_cut", slow.cut, "connections"),
        .count("slow_answered", slow.answered, "connections"), .count("slow_uncut", slow.open, "connections"),
        ReportLine(name: "slow_life_max", value: slow.secondsMax, unit: "s", decimals: 1),
      ]
    }
    return lines + server
  }

  var remarks: [String] { (requests?.firstErrors ?? []) + (storm?.firstRetries ?? []) }
}
