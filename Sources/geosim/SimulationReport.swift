// What a run says about itself.

import Bedrock
import TrackHub

/// The outcome of a run in which every promise held.
struct SimulationReport: Equatable {
  var seed: UInt64
  /// Over every verdict, every frame and the final state: equal runs have equal hashes.
  var hash: UInt64
  var verdicts: [FixVerdict: Int]
  var repeats: Int
  var frames: Int
  var frameBytes: Int
  var queries: Int
  var restarts: Int
  var waitingBytesMax: Int

  var fixes: Int { verdicts.values.reduce(0, +) }

  /// One line for people.
  var line: String {
    let refused = FixVerdict.allCases.compactMap { verdict in
      verdicts[verdict].map { "\(verdict.code) \($0)" }
    }
    return "seed \(seed): \(fixes) fixes (\(refused.joined(separator: ", "))), \(repeats) repeats, "
      + "\(frames) frames, \(queries) queries, \(restarts) restarts, hash \(String(hash, radix: 16))"
  }

  /// One line for programs.
  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("seed")
    json.string(String(seed))
    json.key("hash")
    json.string(String(hash, radix: 16))
    json.key("fixes")
    json.beginObject()
    for verdict in FixVerdict.allCases {
      json.key(verdict.code)
      json.integer(verdicts[verdict] ?? 0)
    }
    json.endObject()
    json.key("repeats")
    json.integer(repeats)
    json.key("frames")
    json.integer(frames)
    json.key("frame_bytes")
    json.integer(frameBytes)
    json.key("queries")
    json.integer(queries)
    json.key("restarts")
    json.integer(restarts)
    json.key("waiting_bytes_max")
    json.integer(waitingBytesMax)
    json.endObject()
    return String(decoding: json.finish(), as: UTF8.self)
  }
}
