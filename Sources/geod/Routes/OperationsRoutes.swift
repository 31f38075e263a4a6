// Health, readiness and metrics.

import Access
import Bedrock
import Transport
import TripStore

/// The routes for those who operate geod.
enum OperationsRoutes {
  static let all = [healthz, readyz, metrics]

  static let healthz = Route(
    method: "GET", path: "/healthz", rule: .open, summary: "The process is alive and its loop turns",
    documentation: Documentation.healthz
  ) { call in
    .answer(
      Envelope.success(requestID: call.requestID) { json in
        json.beginObject()
        json.key("status")
        json.string("ok" as StaticString)
        json.endObject()
      })
  }

  static let readyz = Route(
    method: "GET", path: "/readyz", rule: .open,
    summary: "Tenants are loaded and the store works; 503 with the reason otherwise",
    documentation: Documentation.readyz
  ) { call in
    let lag = call.server.points.report.map { PointLag($0, now: call.server.clock.now()) }
    if let reason = call.server.readiness.notReadyReason {
      var problem = Problem(.unavailable, reason)
      problem.spool = lag
      throw problem
    }
    return .answer(
      Envelope.success(requestID: call.requestID) { json in
        json.beginObject()
        json.key("status")
        json.string("ready" as StaticString)
        if let lag {
          json.key("spool")
          lag.write(to: &json)
        }
        json.endObject()
      })
  }

  static let metrics = Route(
    method: "GET", path: "/metrics", rule: .machine, summary: "Numbers for Prometheus",
    documentation: Documentation.metrics
  ) { call in
    let text = MetricsText.page(
      call.server.metrics.all(), storePending: call.server.store.pendingCount,
      retention: call.server.retention.current, points: call.server.points.report,
      seals: call.server.seals.current, relay: call.server.webhooks.board.current,
      signatures: call.server.signatures.counts,
      engineTime: call.server.clock.now())
    return .answer(
      HTTPResponse(
        status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8",
        headers: ["X-Request-Id": call.requestID], body: Array(text.utf8)))
  }
}
