// Who is calling: the bearer token of a request.

import Access
import Bedrock
import Transport

extension LoopServer {
  /// The claims of a request's token. Tokens live in wall time, whatever the engine's clock says.
  func authenticate(_ headers: HTTPHeaders) throws -> Claims {
    guard let header = headers["Authorization"] else {
      throw Self.unauthorized(.missing, "is required: Bearer TOKEN")
    }
    let parts = header.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw Self.unauthorized(.badFormat, "must be Bearer TOKEN")
    }
    do throws(TokenError) {
      return try tokens.verify(String(parts[1]), by: server.verifier, now: EngineClock.wallClock())
    } catch {
      throw Problem(.unauthorized, error.description, errors: [error.fieldError])
    }
  }

  private static func unauthorized(_ code: FieldError.Code, _ message: String) -> Problem {
    let fault = FieldError(field: "Authorization", code: code, message: message)
    return Problem(.unauthorized, fault.description, errors: [fault])
  }
}
