// What the operator says about webhooks.

import Bedrock
import Foundation
import Webhooks

/// The options of webhooks, of `geod serve`.
struct WebhookOptions: Sendable {
  /// Addresses beyond the public ones that messages may go to.
  var allowed: [AddressRange] = []
  /// How long an attempt may take.
  var timeoutSeconds = 10
  /// Certificates to trust instead of the system's, as a PEM file.
  var trustFile: String?

  static let all = [
    CommandOption(
      "webhook-allow", .text(placeholder: "CIDR,..."),
      "Let webhooks reach these addresses too, such as 127.0.0.1 or 10.20.0.0/16, also without TLS. Without it they "
        + "reach public addresses by https only: tenants choose where their webhooks go."),
    CommandOption(
      "webhook-timeout", .whole(1...60, unit: "seconds"),
      "How long an endpoint may take to answer a message.", else: "10"),
    CommandOption(
      "webhook-ca", .text(placeholder: "FILE"),
      "Certificates (PEM) that endpoints are checked against instead of the system's."),
  ]

  /// The defaults.
  init() {}

  /// Reads the options.
  init(_ arguments: CommandArguments) throws {
    for text in (arguments.text("webhook-allow") ?? "").split(separator: ",") {
      guard let range = AddressRange(String(text)) else {
        throw UsageError(
          "--webhook-allow '\(text)' must be an address or a range such as 10.20.0.0/16, whose bits behind the "
            + "prefix are 0")
      }
      allowed.append(range)
    }
    timeoutSeconds = arguments.whole("webhook-timeout") ?? 10
    trustFile = arguments.text("webhook-ca")
    if let trustFile, !FileManager.default.isReadableFile(atPath: trustFile) {
      throw UsageError("--webhook-ca \(trustFile) cannot be read")
    }
  }
}
