// What a webhook may be, with the limits by which WebhookDocument reads it.

import Bedrock
import TripStore
import Webhooks

extension WebhookDocument {
  /// A webhook as it is sent.
  static let requestSchema = Schema.part(
    Schema.Part(
      "WebhookRequest",
      .object([
        .maybe("id", .identifier, "That of the path, or left out."), .always("url", url),
        .maybe("kinds", kindList, "Which events it is told; all of them when left out."),
        .maybe("isActive", .boolean, "Whether messages are queued for it.", else: .bool(true)),
        .maybe(
          "version", .whole(versionLimits),
          "The version that the change is based on, 0 for none; replaces whatever is there when left out."),
        .maybe("reason", .text(1...reasonLengthMax), "Goes into the audit."),
      ])))

  /// A webhook as it is answered, with what waits for it.
  static let schema = Schema.part(Schema.Part("Webhook", .object(toldMembers + backlogMembers)))

  /// A webhook as it is answered to whoever has put it.
  static let putSchema = Schema.part(Schema.Part("WebhookPut", .object(toldMembers + [newSecret])))

  /// What rotating may be told.
  static let rotationSchema = Schema.object([
    .maybe(
      "overlapHours", .whole(overlapHours), "For how long the old secret goes on to sign beside the new one.",
      else: .number(Double(overlapHoursUsual))),
    .maybe("reason", .text(1...reasonLengthMax), "Goes into the audit."),
  ])

  /// What came of trying an endpoint.
  static let trialSchema = Schema.object([
    .always("message", .uuid, "The identifier under which it was sent."),
    .always("isDelivered", .boolean, "Whether the answer was a 2xx."),
    .always("outcome", .text(), "Such as `answered 204`, or why there was no answer."),
    .always("milliseconds", .count, "How long it took."),
  ])

  /// A message that was given up.
  static let deadLetterSchema = Schema.part(
    Schema.Part(
      "DeadLetter",
      .object([
        .always("message", .uuid, "Its identifier, by which receivers recognise it."),
        .always("booking", .identifier), .always("kind", .words(kinds)), .always("queuedAt", .moment),
        .always("failedAt", .moment, "When it was given up."),
        .always("attempts", .count, "How often it was tried."),
        .always("reason", .text(), "What came of the last attempt."),
        .always("event", .openObject([]), "The event, as in the message."),
      ])))

  private static let toldMembers: [Schema.Member] = [
    .always("id", .identifier), .always("url", url),
    .maybe("kinds", kindList, "Which events it is told; all of them where it is left out."),
    .always("isActive", .boolean),
    .always("version", .whole(versionLimits), "Another one after each change."),
    .always("createdAt", .moment), .always("updatedAt", .moment, "When it was last changed."),
    .maybe("previousSecretUntil", .moment, "Until when the secret before signs too."),
  ]

  private static let backlogMembers: [Schema.Member] = [
    .always("waiting", .count, "Messages that wait; counted up to \(StoreLimits.outboxCountMax)."),
    .always("deadLetters", .count, "Messages that were given up; counted up to the same number."),
    .maybe("oldestQueuedAt", .moment, "When the message that has waited longest was queued."),
  ]

  private static let newSecret = Schema.Member.maybe(
    "secret", .text(WebhookSecret.length...WebhookSecret.length),
    "The whole text is the key of the signatures. Told this once, when it is made.")

  private static let url = Schema.text(1...EndpointURL.bytesMax, pattern: "^https?://[!-~]+$", format: "uri")

  private static let kindList = Schema.list(of: .words(kinds), 1...kinds.count, isSet: true)
}
