// What the rest of the server sees of webhooks: the bell to ring, the numbers, and a way to try an endpoint.

import Bedrock
import Dispatch
import Transport
import TripStore
import Webhooks

/// The shared parts of the relay. The thread that works with them is `Relay`.
final class WebhookDesk: Sendable {
  let policy: AddressPolicy
  let sender: WebhookSender
  let bell = RelayBell()
  let board = RelayBoard()
  /// How long an attempt may take, in milliseconds.
  let attemptMilliseconds: Int

  init(_ options: WebhookOptions) {
    policy = AddressPolicy(allowed: options.allowed)
    var sending = WebhookSender.Options()
    sending.totalMilliseconds = options.timeoutSeconds * 1000
    sending.connectMilliseconds = min(sending.connectMilliseconds, sending.totalMilliseconds)
    sending.userAgent = "geod/\(VersionCommand.version)"
    sending.trustFile = options.trustFile
    sender = WebhookSender(policy: policy, options: sending)
    attemptMilliseconds = sending.totalMilliseconds
  }

  /// The most messages on their way at once. The sender has room for a few more, for those who try an endpoint.
  static let inFlightMax = WebhookSender.Options().inFlightMax - 16

  /// Why an endpoint cannot have this address; nil when it can. Names are looked up later, at each connection.
  func fault(of url: EndpointURL) -> Phrase? {
    if url.isPlain, policy.allowed.isEmpty { return "must be an https address" }
    guard let address = url.numericAddress, !policy.admits(address, isPlain: url.isPlain) else { return nil }
    return "is an address that webhooks may not reach here"
  }

  /// Sends a message once, now.
  /// - Parameters:
  ///   - attempt: what the receiver is told.
  ///   - then: told on another thread what came of it; must be short.
  func send(
    _ message: WebhookMessage, attempt: Int, to endpoint: EndpointRecord,
    then: @escaping @Sendable (WebhookOutcome) -> Void
  ) {
    let wall = EngineClock.wallClock()
    do throws(EndpointURLFault) {
      let request = message.request(
        to: try EndpointURL(endpoint.endpoint.url), attempt: attempt,
        secrets: endpoint.secrets.signing(at: wall), unixSeconds: wall.milliseconds / 1000)
      if sender.send(request, then: then) { return }
      then(WebhookOutcome(.failed(.stopped)))
    } catch {
      then(WebhookOutcome(.failed(.addressRefused)))
    }
  }
}
