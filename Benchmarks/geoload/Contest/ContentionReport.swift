// What the contests came to.

import Bedrock
import LoadSupport

/// What the phones know when all contests are over.
struct ContestEndings: Sendable {
  /// Contests with more or less than one winner, or with somebody who was not told what is true, in words.
  var broken: [String]
  /// Accepts that were said again, because the server could not make them durable just then.
  var repeated: Int
  /// Connections that were lost.
  var disconnects: Int
  /// Everything else that should not happen, in words.
  var faults: [String]
}

/// The result of many contests.
struct ContentionReport: Report {
  let bookings: Int
  /// From the first booking to the last.
  var seconds = 0.0
  /// Processor time of the server; nil for one that was not started here.
  var serverSeconds: Double?
  /// The disk; nil for a server that was not started here.
  var disk: DiskReference?

  private var won = 0
  private var taken = 0
  private var otherAnswers: [String: Int] = [:]
  private var unfinished = 0
  private var documentsWrong = 0
  private var ended = ContestEndings(broken: [], repeated: 0, disconnects: 0, faults: [])
  /// From the first accept to the winner's answer.
  private var wonNanoseconds = Histogram()
  /// From the first accept to each answer.
  private var answerNanoseconds = Histogram()

  private static let remarksMax = 8

  init(bookings: Int) { self.bookings = bookings }

  /// Counts a contest; nil for one that did not end in time.
  mutating func count(_ contest: Contest?, documentAgrees: Bool) {
    if !documentAgrees { documentsWrong += 1 }
    guard let contest else {
      unfinished += 1
      return
    }
    for answer in contest.answers.values {
      answerNanoseconds.record(answer.nanoseconds)
      switch answer.word {
      case "won":
        won += 1
        wonNanoseconds.record(answer.nanoseconds)
      case "taken": taken += 1
      default: otherAnswers[answer.word, default: 0] += 1
      }
    }
  }

  /// Takes over what the phones know at the end.
  mutating func close(_ ended: ContestEndings) { self.ended = ended }

  var isGood: Bool {
    won == bookings && taken == bookings * (Contention.contenders - 1) && otherAnswers.isEmpty
      && unfinished == 0 && documentsWrong == 0 && ended.broken.isEmpty && ended.disconnects == 0
      && ended.faults.isEmpty
  }

  var lines: [ReportLine] {
    var lines: [ReportLine] = [
      .count("bookings", bookings, "bookings"),
      .count("won", won, "answers"), .count("taken", taken, "answers"),
      .count("other_answers", otherAnswers.values.reduce(0, +), "answers"),
      .count("accepts_repeated", ended.repeated, "accepts"),
      .count("bookings_unfinished", unfinished, "bookings"),
      .count("promises_broken", ended.broken.count, "bookings"),
      .count("documents_wrong", documentsWrong, "bookings"),
      .count("errors", ended.faults.count - ended.disconnects, "errors"),
      .count("disconnects", ended.disconnects, "connections"),
      ReportLine(name: "bookings_per_second", value: Double(bookings) / seconds, unit: "1/s", decimals: 0),
    ]
    lines += ReportLine.quantiles("accept_to_won", wonNanoseconds, reference: disk?.all)
    lines += ReportLine.quantiles("accept_to_answer", answerNanoseconds, reference: disk?.all)
    if let disk { lines += disk.lines }
    if let serverSeconds {
      lines += [
        ReportLine(
          name: "server_cpu", value: serverSeconds / seconds * 100, unit: "% of one processor", decimals: 1),
        ReportLine(
          name: "server_cpu_per_booking", value: serverSeconds * 1e6 / Double(bookings), unit: "us",
          decimals: 0),
      ]
    }
    return lines
  }

  var remarks: [String] {
    otherAnswers.sorted { $0.key < $1.key }.map { "answered '\($0.key)': \($0.value)" }
      + ended.broken.prefix(Self.remarksMax) + ended.faults.prefix(Self.remarksMax)
  }
}
