// Errors of the HTTP interface: one shape, the members of RFC 9457 inside the project's envelope.

import Bedrock
import TripStore

/// Why a request was not carried out.
struct Problem: Error, Sendable {
  /// The kinds; the raw value is the last part of `type` on the wire and never changes.
  enum Kind: String, Sendable, CaseIterable {
    case malformed
    case unauthorized
    case forbidden
    case notFound
    case methodNotAllowed
    case conflict
    case tooLarge
    case invalid
    case tooManyRequests
    case unavailable
    case unsupportedProtocol
    case notImplemented

    var status: Int {
      switch self {
      case .malformed: 400
      case .unauthorized: 401
      case .forbidden: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .conflict: 409
      case .tooLarge: 413
      case .invalid: 422
      case .tooManyRequests: 429
      case .unavailable: 503
      case .unsupportedProtocol: 426
      case .notImplemented: 501
      }
    }

    var title: Phrase {
      switch self {
      case .malformed: "The request is malformed"
      case .unauthorized: "The token is missing or not valid"
      case .forbidden: "The token does not allow this"
      case .notFound: "There is no such thing"
      case .methodNotAllowed: "The method is not allowed here"
      case .conflict: "The current state does not allow this"
      case .tooLarge: "The request is too large"
      case .invalid: "The request has invalid fields"
      case .tooManyRequests: "Too many requests"
      case .unavailable: "Not available right now"
      case .unsupportedProtocol: "A WebSocket is spoken here"
      case .notImplemented: "The server does not know this"
      }
    }
  }

  var kind: Kind
  var detail: Phrase
  var errors: [FieldError] = []
  var headers: [(name: String, value: String)] = []
  /// The code of a transition that was refused, and the state that refuses it.
  var refusal: (code: String, state: String?)?
  /// What waits for the database, where the question is whether the server is ready.
  var spool: PointLag?

  init(_ kind: Kind, _ detail: Phrase, errors: [FieldError] = []) {
    self.kind = kind
    self.detail = detail
    self.errors = errors
  }

  /// Invalid fields: malformed JSON is 400, everything else 422.
  init(_ errors: FieldErrors) {
    let isMalformed = errors.errors.contains { $0.code == .malformed }
    self.init(
      isMalformed ? .malformed : .invalid,
      errors.errors.count == 1 ? errors.errors[0].phrase : "\(errors.errors.count) fields are invalid",
      errors: errors.errors)
  }

  /// What a failure of the store means to a caller. `corrupt`, `incompatible` and `fatal` are told as
  /// unavailable; the log has the reason.
  init(_ error: StoreError) {
    switch error {
    case .conflict(let found):
      let fault = FieldError(
        field: "version", code: .conflict, message: "it was changed meanwhile; version \(found) is there")
      self.init(.conflict, fault.phrase, errors: [fault])
    case .exists: self.init(.conflict, "it exists already")
    case .unknownTenant: self.init(.forbidden, "the token's tenant does not exist")
    case .tooLarge(let what): self.init(.tooLarge, "\(what) is too large")
    case .full: self.init(.unavailable, "the store has no room left; nothing was changed")
    case .inDoubt:
      self.init(
        .unavailable,
        "the store went away meanwhile, and nobody knows yet whether it was carried out; look again")
      headers.append(("Retry-After", "2"))
    case .unavailable, .corrupt, .incompatible, .fatal:
      self.init(.unavailable, "the store did not carry this out; nothing was changed")
      headers.append(("Retry-After", "1"))
    }
  }

  /// Too many requests, with the time after which to try again.
  static func rateLimited(retryAfterSeconds: Int, what: Phrase) -> Problem {
    var problem = Problem(
      .tooManyRequests, "the limit for \(what) is reached; try again in \(retryAfterSeconds) s")
    problem.headers.append(("Retry-After", String(retryAfterSeconds)))
    return problem
  }
}
