// geod token: keys and tokens for development and operation.

import Access
import Bedrock
import Foundation

/// `geod token`
enum TokenCommand {
  static let keysOption = CommandOption(
    "keys", .text(placeholder: "FILE"),
    "The file with the keys that sign and check tokens. Make one with geod token --make-key FILE.")
  static let issuerOption = CommandOption(
    "issuer", .text(placeholder: "NAME"), "What tokens must name as their issuer (iss).", else: "geod")
  static let audienceOption = CommandOption(
    "audience", .text(placeholder: "NAME"), "What tokens must name as their audience (aud).", else: "geod")

  static let command = GeodCommand(
    specification: CommandSpecification(
      name: "token", summary: "Make a key file, or mint a token",
      discussion: "Mints a JWT and prints it on one line. Meant for development and for operators: a "
        + "booking service signs its own tokens with a key from the same file.",
      options: [
        CommandOption(
          "make-key", .text(placeholder: "FILE"),
          "Make a new file with one random HS256 key, readable by its owner only, and exit.",
          isConfigurable: false),
        keysOption,
        CommandOption(
          "kid", .text(placeholder: "ID"), "The key to sign with; the first that can when left out."),
        CommandOption("tenant", .text(placeholder: "ID"), "The tenant that the token is for."),
        CommandOption("role", .choice(Role.allCases.map(\.rawValue)), "What the bearer is to the tenant."),
        CommandOption(
          "subject", .text(placeholder: "ID"),
          "Who the bearer is; for the role technician, the technician's identifier."),
        CommandOption(
          "ttl", .whole(1...31_536_000, unit: "seconds"), "How long the token is good.", else: "3600"),
        issuerOption, audienceOption,
      ],
      examples: [
        "geod token --make-key keys.json",
        "geod token --keys keys.json --tenant riyadh --role service --subject backend",
      ])
  ) { arguments in
    if let path = arguments.text("make-key") {
      let kid = "k" + TimeText.iso8601(EngineClock.wallClock()).prefix(10).replacing("-", with: "")
      _ = try KeyRing.create(file: path, kid: ClientID(trusted: kid))
      Terminal.print("made \(path) with the key \(kid)")
      return 0
    }
    let ring = try KeyRing(file: try arguments.requiredText("keys"))
    guard let tenant = try arguments.id("tenant") else { throw UsageError("--tenant is required") }
    guard let role = Role(rawValue: try arguments.requiredText("role")) else {
      throw UsageError("--role is required")
    }
    guard let subject = try arguments.id("subject") else { throw UsageError("--subject is required") }
    let key: AccessKey
    if let kid = arguments.text("kid") {
      guard let named = ring.key(kid) else { throw UsageError("--kid: there is no key \(kid) in the file") }
      key = named
    } else {
      guard let first = ring.signingKey else { throw UsageError("--keys: no key of the file can sign") }
      key = first
    }
    Terminal.print(
      try mint(
        tenant: tenant, role: role, subject: subject, ttlSeconds: Int64(arguments.whole("ttl") ?? 3600),
        issuer: try arguments.requiredText("issuer"), audience: try arguments.requiredText("audience"),
        key: key))
    return 0
  }

  /// Mints a token that is good from now on.
  static func mint(
    tenant: ClientID, role: Role, subject: ClientID, ttlSeconds: Int64, issuer: String, audience: String,
    key: AccessKey
  ) throws -> String {
    let now = EngineClock.wallClock()
    return try TokenMint.mint(
      Claims(
        tenant: tenant, role: role, subject: subject, issuer: issuer, audience: audience,
        expires: now.advanced(byMilliseconds: ttlSeconds * 1000), issuedAt: now),
      with: key)
  }
}
