// What a load found.

import Bedrock
import FleetClient
import Foundation
import LoadSupport

/// The result of a run.
protocol Report {
  /// Whether every promise was kept.
  var isGood: Bool { get }
  /// All numbers in the order of the report.
  var lines: [ReportLine] { get }
  /// The numbers for people.
  var table: String { get }
  /// What people should read below the numbers.
  var remarks: [String] { get }
}

extension Report {
  var table: String { ReportLine.words(lines) }
}

/// The result of a load of fixes.
struct LoadReport: Report {
  private let statistics: FleetStatistics
  private let seconds: Double
  private let samples: [ProcessSample]
  private let company: CompanyFindings
  /// The disk, when fixes had to be durable and the server was started here.
  var disk: DiskReference?
  /// What is kept of the trips, when there were any.
  var kept: TripFleet.Findings?

  init(_ sending: FixSending, _ statistics: FleetStatistics, _ company: CompanyFindings) {
    self.company = company
    self.statistics = statistics
    seconds = sending.seconds
    samples = sending.samples
  }

  /// Growth beyond both of these is a leak.
  private static let growthMax = 0.05
  private static let growthBytesMax = 8 << 20

  /// From which sample on memory has to be flat: behind a quarter of the time; behind half of it where everybody has come
  /// again meanwhile, because a server keeps the memory that so much at once has taken.
  private var settled: Int { company.storm == nil ? samples.count / 4 : samples.count / 2 }
  private var residentWhenSettled: Int { samples[settled].residentBytes }
  private var residentAtEnd: Int { samples[samples.count - 1].residentBytes }

  /// What the memory gains in a minute, by the line through the samples since it is settled (least squares).
  private var residentBytesPerMinute: Double {
    let late = samples.enumerated().dropFirst(settled)
    let count = Double(late.count)
    // Samples are a second apart.
    let meanTime = late.reduce(0) { $0 + Double($1.offset) } / count
    let mean = late.reduce(0) { $0 + Double($1.element.residentBytes) } / count
    let (above, below) = late.reduce((0.0, 0.0)) { sums, sample in
      let time = Double(sample.offset) - meanTime
      return (sums.0 + time * (Double(sample.element.residentBytes) - mean), sums.1 + time * time)
    }
    return below > 0 ? above / below * 60 : 0
  }

  /// A server that has just started grows for a while, more so under a sanitizer; shorter runs say nothing.
  private static let judgedSeconds = 20.0

  /// Whether the server's memory at the end is that when it was settled.
  var isMemoryFlat: Bool {
    guard samples.count > 1, seconds >= Self.judgedSeconds else { return true }
    let growth = residentAtEnd - residentWhenSettled
    return growth <= Self.growthBytesMax || Double(growth) <= Double(residentWhenSettled) * Self.growthMax
  }

  /// No error, every fix with its verdict, flat memory; of trips, every accepted fix is kept, once.
  var isGood: Bool {
    statistics.errors == 0 && statistics.disconnects == 0 && statistics.unacknowledged == 0 && isMemoryFlat
      && lost == 0 && (kept?.unexpected ?? 0) == 0 && company.isGood
  }

  /// Fixes of trips that were accepted and are not there. What was refused need not be.
  private var lost: Int { max(0, (kept?.missing ?? 0) - Int(statistics.refusedTotal)) }

  var lines: [ReportLine] {
    var lines: [ReportLine] = [
      .count("fixes_sent", statistics.sent, "fixes"),
      .count("fixes_acknowledged", statistics.acknowledged, "fixes"),
      .count("fixes_unacknowledged", statistics.unacknowledged, "fixes"),
      .count("fixes_refused", statistics.refusedTotal, "fixes"),
    ]
    if let kept {
      lines += [
        .count("fixes_kept", kept.found, "fixes"), .count("fixes_lost", lost, "fixes"),
        .count("fixes_unexpected", kept.unexpected, "fixes"),
      ]
    }
    lines += [
      ReportLine(
        name: "fixes_per_second", value: Double(statistics.acknowledged) / seconds, unit: "1/s", decimals: 0),
      .count("errors", statistics.errors, "errors"),
      .count("disconnects", statistics.disconnects, "connections"),
    ]
    lines += ReportLine.quantiles("ack", statistics.acknowledgementNanoseconds, reference: disk?.all)
    if let disk { lines += disk.lines }
    if statistics.sightingNanoseconds.count > 0 {
      lines.append(.count("sightings", statistics.sightings, "positions"))
      lines += ReportLine.quantiles("fix_to_viewer", statistics.sightingNanoseconds)
    }
    return lines + company.lines + serverLines
  }

  /// What the server cost.
  private var serverLines: [ReportLine] {
    guard samples.count > 1 else { return [] }
    let cpu = samples[samples.count - 1].cpuSeconds - samples[0].cpuSeconds
    let perFix = cpu * 1e6 / Double(max(1, statistics.acknowledged))
    return [
      ReportLine(name: "server_cpu", value: cpu / seconds * 100, unit: "% of one processor", decimals: 1),
      ReportLine(name: "server_cpu_per_fix", value: perFix, unit: "us", decimals: 2),
      ReportLine(
        name: company.storm == nil ? "server_rss_quarter" : "server_rss_half",
        value: Double(residentWhenSettled) / 1e6, unit: "MB", decimals: 1),
      ReportLine(name: "server_rss_end", value: Double(residentAtEnd) / 1e6, unit: "MB", decimals: 1),
      ReportLine(
        name: "server_rss_slope", value: residentBytesPerMinute / 1e6, unit: "MB/min", decimals: 2),
      ReportLine(name: "server_memory_flat", value: isMemoryFlat ? 1 : 0, unit: "yes = 1", decimals: 0),
    ]
  }

  var remarks: [String] {
    statistics.refused.sorted { $0.key < $1.key }.map { "refused as \($0.key): \($0.value)" }
      + statistics.firstFaults + company.remarks
  }
}
