// What loops and the store's thread send to a loop.

import Access
import Bedrock
import Engine
import TrackHub
import Transport

/// Where an answer must go: the loop on which the request arrived, and the request.
struct ReplyAddress: Sendable {
  var loop: Int
  var token: RequestToken
  var requestID: String
  /// The words in which the caller wants to hear what went wrong.
  var words: WordBook
  var route: String
  var method: String
  /// When the request was complete, on the monotonic clock.
  var startedNanoseconds: UInt64

  /// The answer that says why the request was not carried out.
  func failure(_ problem: Problem) -> HTTPResponse {
    Envelope.failure(problem, in: words, requestID: requestID)
  }
}

/// A request that has found its route.
struct ArrivedRequest {
  var request: HTTPRequest
  var route: Route
  /// The segments of the path that are data, by name.
  var parameters: [String: String]
  var address: ReplyAddress
}

/// A message to a loop.
enum LoopMail: Sendable {
  /// Make the engine of a tenant that lives here.
  case seat(TenantSeed)
  /// Work for a tenant that lives here; the answer goes to the address.
  case work(tenant: ClientID, HomeWork, ReplyAddress)
  /// A question about a tenant that lives here; the store is asked when the engine does not know.
  case read(
    tenant: ClientID, @Sendable (TenantHost, Instant) throws -> HTTPResponse?, else: StoreWork, ReplyAddress)
  /// A transition for a tenant that lives here.
  case transition(tenant: ClientID, Transition, ReplyAddress)
  /// The store has carried out an order of a tenant that lives here.
  case stored(tenant: ClientID, StoreOrderOutcome, postedNanoseconds: UInt64)
  /// The zones of a tenant that lives here were compared with the store; nil when nothing is new.
  case zones(tenant: ClientID, ZoneReading?)
  /// A share was looked up for somebody who shows it.
  case shareFound(ConnectionID, ShareLookup)
  /// The answer to a request that arrived here.
  case reply(HTTPResponse, ReplyAddress)
  /// A tenant that a request needs was looked up in the store.
  case tenantLoaded(TenantLookup, then: Waiting)
  /// The signature of a token was checked.
  case tokenChecked(Result<Claims, TokenError>, for: TokenBearer)
  /// A WebSocket whose `hello` was accepted comes to its tenant.
  case adopt(DetachedConnection, Arrival)
}

/// What became of looking a tenant up in the store.
enum TenantLookup: Sendable {
  /// It is being served from now on.
  case found
  /// There is none.
  case none
  /// The store, or the loop that should take it, did not answer.
  case failed
}

/// What became of looking a share up in the store.
enum ShareLookup: Sendable {
  /// It opens something of this tenant.
  case found(tenant: ClientID, ShareHash)
  /// It opens nothing.
  case none
  /// The store did not answer.
  case failed
}

/// What waits for a tenant to be loaded.
enum Waiting: Sendable {
  case request(Route, RouteCall, ReplyAddress)
  case hello(ConnectionID, Arrival)
}

/// Somebody whose `hello` was accepted.
struct Arrival: Sendable {
  var claims: Claims
  var device: ClientID
  var resume: [TopicResume]
  /// What the session is called in logs and in `welcome`.
  var label: String
  /// The share with which somebody came who has no token. The claims name its tenant only.
  var share: ShareHash?
}
