// Who is calling: the tokens of requests and of `hello`, and the signatures that are checked on other threads.

import Access
import Bedrock
import TrackHub
import Transport

/// What can be said of a token at once.
enum TokenCheck {
  /// It is good.
  case verified(Claims)
  /// Its signature costs too much for a loop.
  case unproven(TokenVerifier.Pending)
}

/// Who waits for a signature to be checked. A connection that has ended has given its name to nobody else.
enum TokenBearer: Sendable {
  /// The first request in the connection's line.
  case request(ConnectionID)
  /// The connection's `hello`.
  case hello(ConnectionID)
}

extension LoopServer {
  /// The token of a request.
  func bearerToken(_ headers: HTTPHeaders) throws -> String {
    guard let header = headers["Authorization"] else {
      throw Self.unauthorized(.missing, "is required: Bearer TOKEN")
    }
    let parts = header.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw Self.unauthorized(.badFormat, "must be Bearer TOKEN")
    }
    return String(parts[1])
  }

  /// Checks a token as far as a loop may. Tokens live in wall time, whatever the engine's clock says. Those of
  /// phones are not to be remembered: a crowd of them would push out the few that come with every request.
  func check(_ token: String, remembers: Bool) throws(TokenError) -> TokenCheck {
    let now = EngineClock.wallClock()
    if let known = tokens.claims(of: token, now: now) { return .verified(known) }
    let pending = try server.verifier.prepare(token)
    guard pending.verifiesOnLoop else { return .unproven(pending) }
    let claims = try server.verifier.finish(pending, now: now)
    if remembers { tokens.remember(claims, of: token) }
    return .verified(claims)
  }

  /// Lets a signature be checked elsewhere; `tokenChecked` follows. False when too many wait.
  func prove(_ pending: TokenVerifier.Pending, for bearer: TokenBearer) -> Bool {
    let (server, mailbox) = (server, seat.mailboxes[seat.index])
    return server.signatures.post {
      let verdict: Result<Claims, TokenError>
      do throws(TokenError) {
        verdict = .success(try server.verifier.finish(pending, now: EngineClock.wallClock()))
      } catch {
        verdict = .failure(error)
      }
      server.deliver(.tokenChecked(verdict, for: bearer), to: mailbox)
    }
  }

  /// A signature was checked.
  func tokenChecked(
    _ verdict: Result<Claims, TokenError>, for bearer: TokenBearer, _ loop: inout LoopControl
  ) {
    switch bearer {
    case .request(let connection): goOn(with: verdict, on: connection, &loop)
    case .hello(let connection):
      guard let client = clients[connection], case .proving(let hello) = client.stage else { return }
      switch verdict {
      case .success(let claims): letIn(client, claims, hello, &loop)
      case .failure(let error): end(client, .token, FieldErrorFrame(error.fieldError), &loop)
      }
    }
  }

  private static func unauthorized(_ code: FieldError.Code, _ message: Phrase) -> Problem {
    let fault = FieldError(field: "Authorization", code: code, message: message)
    return Problem(.unauthorized, fault.phrase, errors: [fault])
  }
}
