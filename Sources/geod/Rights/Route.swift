// A route: what is asked for, who may ask, and what answers.

import Access
import Bedrock
import Transport
import TripStore

/// One HTTP route.
struct Route: Sendable {
  /// The method; HEAD is answered wherever GET is.
  var method: String
  /// The path, with `{name}` for a segment that is data; a command may follow it, as in `{id}:cancel`. A last segment
  /// `{name...}` is all the rest, slashes included.
  var path: String
  /// Who may use it.
  var rule: AccessRule
  /// One line for the documentation.
  var summary: String
  /// The longest body in bytes.
  var bodyBytesMax = 0
  /// What callers are told.
  var documentation: RouteDocumentation
  /// Does the work, or says where it must be done.
  var handle: @Sendable (borrowing RouteCall) throws -> RouteOutcome

  /// The path cut at the slashes.
  var segments: [Substring] { path.split(separator: "/", omittingEmptySubsequences: false) }
}

/// A request that found its route and was allowed.
struct RouteCall: Sendable {
  var request: HTTPRequest
  var requestID: String
  /// The token's claims; nil on open routes.
  var claims: Claims?
  /// The segments that are data, by name.
  var parameters: [String: String]
  var server: ServerContext

  /// The claims of a route that needs a token.
  var caller: Claims {
    guard let claims else { preconditionFailure("a route without a token asked for its claims") }
    return claims
  }

  /// A segment of the path as an identifier.
  func id(_ name: String) throws -> ClientID {
    do {
      return try ClientID(parameters[name] ?? "", field: name)
    } catch {
      throw Problem(FieldErrors([error]))
    }
  }

  /// The body as JSON.
  func json() throws -> JSONValue {
    do {
      return try JSONValue.parse(request.body, field: "body")
    } catch {
      throw Problem(FieldErrors([error]))
    }
  }

  /// The body as JSON; an absent one is an empty object.
  func jsonOrEmpty() throws -> JSONValue { request.body.isEmpty ? .object([:]) : try json() }

  /// A segment of the path as an identifier that the server has made.
  func uuid(_ name: String) throws -> UUIDv7 {
    guard let id = UUIDv7(parameters[name] ?? "") else {
      throw Problem(
        FieldErrors(
          field: name, code: .badFormat, message: "must be a UUID of version 7, as the server made it"))
    }
    return id
  }

  /// Runs a reader and turns its faults into a problem.
  func valid<Value>(_ read: () throws(FieldErrors) -> Value) throws -> Value {
    do {
      return try read()
    } catch {
      throw Problem(error)
    }
  }
}

/// How a route goes on after its handler has looked at the request.
enum RouteOutcome: Sendable {
  /// The answer.
  case answer(HTTPResponse)
  /// The answer is made on the tenant's home loop.
  case onHome(HomeWork)
  /// The connection becomes a WebSocket.
  case webSocket
  /// Something is committed to the store first; the answer, or what the engine must hear, follows.
  case onStore(StoreWork)
  /// What is in service is answered on the tenant's home loop, what is not by the store.
  case onHomeElseStore(home: @Sendable (TenantHost, Instant) throws -> HTTPResponse?, store: StoreWork)
  /// A booking changes: decided on the tenant's home loop, answered when it is durable.
  case transition(Transition)
}

/// Work on the store's thread.
typealias StoreWork = @Sendable (any Store) throws(StoreError) -> StoreOutcome

/// Work that needs the tenant's engine.
typealias HomeWork = @Sendable (TenantHost, Instant) throws -> HTTPResponse

/// What follows a commit.
enum StoreOutcome: Sendable {
  /// The answer.
  case answer(HTTPResponse)
  /// Why there is none.
  case problem(Problem)
  /// The engine is told, and answers.
  case onHome(HomeWork)
  /// Somebody else has work to do first; the answer is handed over when it is done, on any thread.
  case later(@Sendable (@escaping @Sendable (HTTPResponse) -> Void) -> Void)
}
