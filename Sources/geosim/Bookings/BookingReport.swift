// What a run of bookings says about itself.

import Bedrock
import Trips

/// The outcome of a run in which every promise held.
struct BookingReport: Equatable {
  var seed: UInt64
  /// Over every frame, answer and order: equal runs have equal hashes.
  var hash: UInt64 = 0
  var bookings = 0
  var states: [BookingState: Int] = [:]
  var offers = 0
  var wins = 0
  var transitions = 0
  var points = 0
  var shares = 0
  /// Shares that were made before anybody had the booking.
  var earlyShares = 0
  var shareFrames = 0
  var frames = 0
  var viewerEvents = 0
  var answers = 0
  var repetitions = 0
  var restarts = 0
  var fates: [VirtualStore.Fate: Int] = [:]

  init(seed: UInt64) { self.seed = seed }

  /// One line for people.
  var line: String {
    let ends = BookingState.allCases.compactMap { state in states[state].map { "\(state.name) \($0)" } }
    let faults = VirtualStore.Fate.allCases.compactMap { fate in fates[fate].map { "\(fate.rawValue) \($0)" }
    }
    return
      "seed \(seed): \(bookings) bookings (\(ends.joined(separator: ", "))), \(offers) offers, \(wins) wins, "
      + "\(transitions) transitions, \(points) points, \(shares) shares (\(earlyShares) early) with \(shareFrames) "
      + "frames, "
      + "\(answers) answers, \(repetitions) repeated, \(restarts) restarts, "
      + "orders \(faults.joined(separator: ", ")), hash \(String(hash, radix: 16))"
  }

  /// One line for programs.
  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("seed")
    json.string(String(seed))
    json.key("hash")
    json.string(String(hash, radix: 16))
    let numbers: [(StaticString, Int)] = [
      ("bookings", bookings), ("offers", offers), ("wins", wins), ("transitions", transitions),
      ("points", points), ("shares", shares), ("early_shares", earlyShares), ("share_frames", shareFrames),
      ("frames", frames),
      ("viewer_events", viewerEvents), ("answers", answers), ("repetitions", repetitions),
      ("restarts", restarts),
    ]
    for (name, number) in numbers {
      json.key(name)
      json.integer(Int64(number))
    }
    json.endObject()
    return String(decoding: json.finish(), as: UTF8.self)
  }
}
