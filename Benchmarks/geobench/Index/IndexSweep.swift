// Cost against the number of technicians: one row for each workload and number, and a drawing of them.

import Foundation
import GeoIndex

/// Measures the generated city at several sizes.
struct IndexSweep {
  private let options: BenchmarkOptions

  init(_ options: BenchmarkOptions) { self.options = options }

  private var sizes: [Int] { options.quick ? [1_000, 2_000] : [10_000, 100_000, 1_000_000, 4_000_000] }

  private static let workloads: [IndexWorkload] = [
    .moveBatched, .nearest10, .nearest50, .nearest10Skill10, .nearest10Skill1, .radius, .mix,
  ]

  func run(_ report: inout BenchmarkReport) -> Bool {
    let processor = ProcessInfo.processInfo.activeProcessorCount - 1
    _ = Processors.pin([ProcessInfo.processInfo.processIdentifier], to: processor)
    report.note("index against the number of technicians, one core, kernel \(MovingIndex.kernelName)")
    var series = Self.workloads.map { SweepDrawing.Series(name: $0.rawValue, points: []) }
    var wrong = 0
    for size in sizes {
      var runner = IndexRunner(
        IndexData(
          city: CityData(
            technicians: size, moves: max(20_000, 2 * size), queries: options.quick ? 1_000 : 50_000,
            seed: options.seed)))
      runner.moveTenRounds()
      for (place, workload) in Self.workloads.enumerated() where workload.rawValue.hasPrefix(options.only) {
        var times = RunTimes()
        for _ in 0..<5 {
          times.append(
            runner.measure(workload, seconds: options.secondsPerRow / 5, clock: Stopwatch.threadNanoseconds))
        }
        series[place].points.append((Double(size), times.median))
        report.row("\(workload.rawValue)_\(size)", times.median, "ns")
      }
      report.row(
        "bytes_per_technician_\(size)", Double(runner.index.byteCount) / Double(size), "bytes")
      wrong += runner.differences(runner.makeScan(), samples: size > 300_000 ? 3 : 20)
    }
    report.row("differences", Double(wrong), "answers")
    guard let path = options.svg else { return wrong == 0 }
    let drawing = SweepDrawing(
      title: "Cost of an operation, one core, ns", series: series.filter { !$0.points.isEmpty })
    do {
      try Data(drawing.text.utf8).write(to: URL(filePath: path))
    } catch {
      FileHandle.standardError.write(Data("geobench: \(path) cannot be written: \(error)\n".utf8))
      return false
    }
    return wrong == 0
  }
}
