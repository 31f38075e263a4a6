// HTTP beside the fixes: questions at times fixed in advance, some of them on a connection of their own.

import Access
import Bedrock
import FleetClient
import Foundation
import LoadSupport
import Transport

/// Callers on threads of their own, in open loop: an answer is timed from when its question was due.
final class RequestLoad: Sendable {
  /// What the callers have found.
  struct Findings: Sendable {
    var nanoseconds = Histogram()
    var errors = 0
    var firstErrors: [String] = []
  }

  private struct State {
    var next = 0
    var isOver = false
    var findings = Findings()
  }

  private static let threads = 8
  /// Every so many questions begin with a connection.
  private static let freshEvery = 4

  private let state = Lock(State())
  private let left = DispatchGroup()
  private let rate: Double
  private let start = MonotonicClock.nanoseconds()

  /// Begins to ask so often a second.
  init(rate: Double, _ target: ServerTarget) throws {
    self.rate = rate
    let headers: HTTPHeaders = [
      "Authorization": "Bearer \(try target.desk.token(.service, subject: ClientID(trusted: "asking")))"
    ]
    let (address, security) = (target.address, target.security)
    for _ in 0..<Self.threads {
      left.enter()
      Thread { [self] in
        ask(headers) {
          HTTPClient(
            host: address.host, port: address.port, tls: security?.trust, serverName: security?.serverName,
            timeoutMilliseconds: 30_000)
        }
        left.leave()
      }.start()
    }
  }

  /// Ends the asking.
  func finish() -> Findings {
    state.withLock { $0.isOver = true }
    left.wait()
    return state.withLock { $0.findings }
  }

  private func ask(_ headers: HTTPHeaders, _ connect: () -> HTTPClient) {
    var client = connect()
    while let number = take() {
      let due = start + UInt64(Double(number) * 1e9 / rate)
      let now = MonotonicClock.nanoseconds()
      if due > now { Thread.sleep(forTimeInterval: Double(due - now) / 1e9) }
      if number % Self.freshEvery == 0 { client = connect() }
      do throws(ClientError) {
        let answer = try client.request(
          "GET", "/v1/technicians:nearby?lat=24.7&lon=46.7&k=10", headers: headers, body: [])
        note(answer.status == 200 ? nil : "status \(answer.status)", due: due)
      } catch {
        note("\(error)", due: due)
      }
    }
  }

  private func take() -> Int? {
    state.withLock { state in
      defer { state.next += 1 }
      return state.isOver ? nil : state.next
    }
  }

  private func note(_ fault: String?, due: UInt64) {
    let nanoseconds = MonotonicClock.nanoseconds() - due
    state.withLock { state in
      state.findings.nanoseconds.record(nanoseconds)
      guard let fault else { return }
      state.findings.errors += 1
      if state.findings.firstErrors.count < 8 { state.findings.firstErrors.append("a request: \(fault)") }
    }
  }
}

extension RequestLoad.Findings {
  var lines: [ReportLine] {
    [
      .count("requests", nanoseconds.count, "requests"), .count("request_errors", errors, "requests"),
    ] + ReportLine.quantiles("request", nanoseconds)
  }
}
