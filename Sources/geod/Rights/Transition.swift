// A request that changes a booking: begun on the tenant's home loop, answered when the store has it.

import Access
import Bedrock
import Engine
import Foundation
import Transport
import Trips
import TripStore

/// What a route says that changes bookings.
struct Transition: Sendable {
  /// Tells the engine what is wanted. Runs on the tenant's home loop.
  typealias Begin = @Sendable (TenantHost, WishContext, Instant) throws -> Void
  /// Makes the answer from the document of what is done.
  typealias Finish = @Sendable (_ document: [UInt8], _ requestID: String) -> HTTPResponse

  /// Who wants it, under which key.
  var actor: Party
  /// The version of the booking that the caller has seen.
  var expecting: UInt32?
  /// The caller's key.
  var key: WishContext.Key?
  /// Asked before the engine is, for what the engine cannot know; an outcome ends the request.
  var unless: (@Sendable (any Store) throws(StoreError) -> BookingAnswer.Outcome?)?
  /// Asked when the engine does not know what the request names: it may have ended and left service.
  var afterwards: (@Sendable (any Store) throws(StoreError) -> Problem?)?
  var begin: Begin
  var finish: Finish

  /// Describes a transition that a request asks for. The header `Idempotency-Key` is read here.
  init(
    _ call: borrowing RouteCall, expecting: UInt32? = nil, status: Int = 200, begin: @escaping Begin
  ) throws {
    actor = Party(call.caller)
    self.expecting = expecting
    unless = nil
    afterwards = nil
    key = try Self.key(call)
    self.begin = begin
    finish = { document, requestID in
      Envelope.success(status: status, requestID: requestID) { $0.raw(document) }
    }
  }

  /// The longest key.
  static let keyLengthMax = 255

  /// The caller's key, with a hash of everything that the request says. A key that comes again with another request
  /// is refused; another caller's request is another request.
  private static func key(_ call: borrowing RouteCall) throws -> WishContext.Key? {
    let request = call.request
    guard let text = request.headers["Idempotency-Key"] else { return nil }
    guard (1...keyLengthMax).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw Problem(
        FieldErrors(
          field: "Idempotency-Key", code: .badLength,
          message: "must have 1 to \(keyLengthMax) visible ASCII characters"))
    }
    var content = Array("\(request.method)\n\(request.path)\n\(call.caller.subject.text)\n".utf8)
    content += request.body
    return WishContext.Key(text: text, requestHash: Digest.sha256(content))
  }
}

extension Party {
  /// The actor that a caller is in the log.
  init(_ claims: Claims) {
    let kind: Kind =
      switch claims.role {
      case .service: .service
      case .technician: .technician
      case .customer: .customer
      case .dispatcher: .dispatcher
      case .admin: .admin
      case .analyst: preconditionFailure("no rule lets analysts change anything")
      }
    self.init(kind, claims.subject)
  }
}

/// How outcomes of the engine are told over HTTP.
enum TransitionAnswer {
  /// The answer; nil when the store must be asked first.
  static func response(
    _ outcome: BookingAnswer.Outcome, _ finish: Transition.Finish, to address: ReplyAddress
  ) -> HTTPResponse? {
    switch outcome {
    case .done(let document):
      return finish(document, address.requestID)
    case .repeated(let document):
      return repeated(document, finish, address)
    case .refused(let refusal):
      return address.failure(problem(refusal))
    case .exists:
      let fault = FieldError(field: "id", code: .conflict, message: "names a booking that exists already")
      return address.failure(Problem(.conflict, fault.phrase, errors: [fault]))
    case .fault(let fault):
      let kind: Problem.Kind =
        switch fault.code {
        case .notFound: .notFound
        case .conflict: .conflict
        default: .invalid
        }
      return address.failure(Problem(kind, fault.phrase, errors: [fault]))
    case .nobody(let busy):
      let fault =
        busy.isEmpty
        ? FieldError(field: "technicians", code: .notFound, message: "nobody who may be asked is there now")
        : FieldError(
          field: "technicians", code: .conflict,
          message: "\(busy.map(\.text).joined(separator: ", ")) may not get one more offer now")
      return address.failure(Problem(.conflict, fault.phrase, errors: [fault]))
    case .otherRequest:
      return address.failure(otherRequest)
    case .busy:
      return address.failure(Problem.overloaded)
    case .unavailable:
      var problem = Problem(.unavailable, "it cannot be made durable now; nothing was changed")
      problem.headers.append(("Retry-After", "1"))
      return address.failure(problem)
    case .uncertain:
      var problem = Problem(
        .unavailable,
        "the store went away meanwhile, and nobody knows yet whether it was carried out; ask again under the same Idempotency-Key, or look at the booking"
      )
      problem.headers.append(("Retry-After", "2"))
      return address.failure(problem)
    case .lookUp:
      return nil
    }
  }

  /// The answer to a request that was carried out before, from what the store has kept; nil when the key is new.
  static func response(
    _ record: IdempotencyRecord?, _ key: WishContext.Key, _ finish: Transition.Finish,
    to address: ReplyAddress
  ) -> HTTPResponse? {
    guard let record else { return nil }
    guard record.entry.requestHash == key.requestHash else { return address.failure(otherRequest) }
    return repeated(record.entry.response, finish, address)
  }

  private static func repeated(
    _ document: [UInt8], _ finish: Transition.Finish, _ address: ReplyAddress
  ) -> HTTPResponse {
    var response = finish(document, address.requestID)
    response.headers.append("Idempotency-Replayed", "true")
    return response
  }

  /// Illegal transitions are told with the state that does not allow them.
  static func problem(_ refusal: LifeRefusal) -> Problem {
    if case .unknownOffer = refusal { return Problem(.notFound, "there is no such offer any more") }
    if case .unknownTrip = refusal { return Problem(.notFound, "there is no such trip") }
    let why: Phrase =
      refusal.stateName.map { "\(refusal.code); the state is \($0)" } ?? Phrase(verbatim: "\(refusal.code)")
    let fault = FieldError(field: "state", code: .conflict, message: why)
    var problem = Problem(.conflict, "the booking does not allow it: \(why)", errors: [fault])
    problem.refusal = (code: "\(refusal.code)", state: refusal.stateName.map { "\($0)" })
    return problem
  }

  /// What somebody is told who wants to change what has ended.
  static func hasEnded(_ state: String) -> Problem {
    let fault = FieldError(field: "state", code: .conflict, message: "it has ended; the state is \(state)")
    var problem = Problem(.conflict, fault.message, errors: [fault])
    problem.refusal = (code: "hasEnded", state: state)
    return problem
  }

  private static let otherRequest = Problem(
    .conflict, "the key was used for another request",
    errors: [
      FieldError(field: "Idempotency-Key", code: .conflict, message: "was used for another request")
    ])
}
