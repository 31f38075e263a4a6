// Who should take a booking.

import Access
import Bedrock
import Dispatch
import Engine
import Transport

/// The route of match requests.
enum MatchRoutes {
  static let all = [match]

  static let match = Route(
    method: "POST", path: "/v1/match", rule: .tenant([.service, .dispatcher, .admin]),
    summary: "Candidates by ascending cost, exact, with every term; who was refused by what, and why",
    bodyBytesMax: MatchDocument.bytesMax,
    documentation: Documentation.match
  ) { call in
    let value = try call.json()
    let query = try call.valid { () throws(FieldErrors) in try MatchDocument.read(value) }
    let requestID = call.requestID
    return .onHome { host, now in
      let started = DispatchTime.now().uptimeNanoseconds
      let answer = host.withEngine { engine, _ in engine.rank(query, now: now) }
      host.matchNanoseconds.record(DispatchTime.now().uptimeNanoseconds - started)
      return Envelope.success(requestID: requestID) { json in answer.write(&json) }
    }
  }
}
