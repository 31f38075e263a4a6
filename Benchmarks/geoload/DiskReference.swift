// The disk beside a load that had to be durable.

import Bedrock
import LoadSupport

/// The disk just before and just after a load.
struct DiskReference {
  var before: Histogram
  var after: Histogram

  /// Both together.
  var all: Histogram {
    var all = before
    all.merge(after)
    return all
  }

  var lines: [ReportLine] {
    [("disk_flush_before", before), ("disk_flush_after", after)].flatMap { name, flushes in
      [("p50", 0.5), ("p99", 0.99)].map { label, quantile in
        ReportLine(
          name: "\(name)_\(label)", value: Double(flushes.value(atQuantile: quantile)) / 1e6, unit: "ms",
          decimals: 3)
      }
    }
  }
}
