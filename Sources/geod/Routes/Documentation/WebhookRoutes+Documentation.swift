// What callers are told about webhooks.

import Bedrock
import TripStore
import Webhooks

extension WebhookRoutes {
  /// The documentation of the routes.
  enum Documentation {
    private static let id = RouteDocumentation.Parameter(
      name: "id", schema: .identifier, description: "The webhook.", isRequired: true)
    private static let message = RouteDocumentation.Parameter(
      name: "message", schema: .uuid, description: "The message.", isRequired: true)

    static let list = RouteDocumentation(
      group: .webhooks, name: "listWebhooks",
      description:
        "All webhooks of the tenant, in the order of their identifiers. Secrets are never told again.",
      answers: [
        .data(
          200,
          .object([
            .always("items", .list(of: WebhookDocument.schema, atMost: StoreLimits.endpointsMax))
          ]), "The webhooks.")
      ], examples: [RouteDocumentation.Example(title: "One", answer: #"{"items":[\#(counted)]}"#)])

    static let get = RouteDocumentation(
      group: .webhooks, name: "getWebhook", description: "A webhook, and how much waits for it.", path: [id],
      answers: [.data(200, WebhookDocument.schema, "The webhook.")], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(title: "A webhook", path: ["id": "billing"], answer: counted)
      ])

    static let put = RouteDocumentation(
      group: .webhooks, name: "putWebhook",
      description: """
        Adds a webhook or replaces it. From the answer on, every event of the kinds that it wants is queued for it in \
        the transaction that makes the event true, and posted to its address at least once, those of a booking in \
        order. The address must be `https` and lead to a public address; the operator may allow others. A webhook that \
        is deactivated gets nothing new, and what waits for it becomes dead letters. The answer about a new webhook \
        holds its secret; it is never told again. Written to the audit. A tenant has at most \
        \(StoreLimits.endpointsMax) webhooks; 413 beyond. 409 when `version` is not the one that is there.
        """, path: [id], body: .json(WebhookDocument.requestSchema),
      answers: [.data(200, WebhookDocument.putSchema, "The webhook as it is kept.")], problems: [.conflict],
      examples: [
        RouteDocumentation.Example(
          title: "A new webhook", path: ["id": "billing"],
          body: """
            {"url":"https://billing.example.com/geod","kinds":["trip.completed","booking.cancelled"],\
            "reason":"invoices"}
            """, answer: "{\(told),\(secret)}")
      ])

    static let delete = RouteDocumentation(
      group: .webhooks, name: "deleteWebhook",
      description: "Removes a webhook, what waits for it, and its dead letters. Written to the audit.",
      path: [id], answers: [.data(200, .object([.always("id", .identifier)]), "It is removed.")],
      problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "A webhook", path: ["id": "billing"], answer: #"{"id":"billing"}"#)
      ])

    static let rotateSecret = RouteDocumentation(
      group: .webhooks, name: "rotateWebhookSecret",
      description: """
        Makes a new secret. Until the old one has run out, each message carries two signatures, one with each; an older \
        one that is still running out is forgotten. Written to the audit.
        """, path: [id], body: .json(WebhookDocument.rotationSchema, isRequired: false),
      answers: [.data(200, WebhookDocument.putSchema, "The webhook with its new secret.")],
      problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "With a day for the change", path: ["id": "billing"], body: #"{"overlapHours":24}"#,
          answer: #"{\#(told),"previousSecretUntil":1795316599304,\#(secret)}"#)
      ])

    static let test = RouteDocumentation(
      group: .webhooks, name: "testWebhook",
      description: """
        Posts a message of the kind `ping` to the address, now and once, also to a webhook that is not active, and \
        answers what came of it. It is signed like any other message, has no `event`, and is not kept.
        """, path: [id],
      answers: [.data(200, WebhookDocument.trialSchema, "What came of it.")], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "An endpoint that answers", path: ["id": "billing"],
          answer: #"{"message":"\#(ping)","isDelivered":true,"outcome":"answered 204","milliseconds":41}"#)
      ])

    static let deadLetters = RouteDocumentation(
      group: .webhooks, name: "listDeadLetters",
      description: """
        Messages that were given up, the first queued first: after \(RetryPolicy.standard.attemptsMax) attempts, after a \
        day, or because the webhook was deactivated. They are kept as long as their booking.
        """, path: [id], query: [limit.parameter, after.parameter],
      answers: [
        .data(200, .page(of: WebhookDocument.deadLetterSchema, next: .count), "A page of messages.")
      ], problems: [.notFound],
      examples: [
        RouteDocumentation.Example(
          title: "One", path: ["id": "billing"], query: "limit=10", answer: #"{"items":[\#(letter)]}"#)
      ])

    static let resend = RouteDocumentation(
      group: .webhooks, name: "resendDeadLetter",
      description: """
        Queues a message again, under the same identifier and behind what its booking has waiting. Asking twice queues it \
        once. 409 when the webhook is not active. Written to the audit.
        """, path: [id, message],
      answers: [
        .data(
          200,
          .object([
            .always("message", .uuid),
            .always("isQueued", .boolean, "False when it was not among the dead letters (any more)."),
          ]), "It waits.")
      ],
      problems: [.notFound, .conflict],
      examples: [
        RouteDocumentation.Example(
          title: "A message", path: ["id": "billing", "message": ping],
          answer: #"{"message":"\#(ping)","isQueued":true}"#)
      ])

    static let resendAll = RouteDocumentation(
      group: .webhooks, name: "resendDeadLetters",
      description: """
        Queues the oldest dead letters again, at most \(WebhookRoutes.resendMax) of them, in their order. Call it again \
        while `isMore` says so. 409 when the webhook is not active. Written to the audit.
        """, path: [id],
      answers: [
        .data(
          200,
          .object([
            .always("count", .count, "How many were queued."),
            .always("isMore", .boolean, "Whether there are more dead letters."),
          ]), "They are queued.")
      ], problems: [.notFound, .conflict],
      examples: [
        RouteDocumentation.Example(
          title: "After an outage", path: ["id": "billing"], answer: #"{"count":312,"isMore":false}"#)
      ])

    private static let ping = "01a1fc08-288d-7413-865a-7d0d6479aa76"
    private static let told = """
      "id":"billing","url":"https://billing.example.com/geod","kinds":["trip.completed","booking.cancelled"],\
      "isActive":true,"version":3,"createdAt":1795230199304,"updatedAt":1795230199304
      """
    private static let secret = #""secret":"whsec_gv3n3yYPqE0Cq3l6HBvE1i3j7yIYzvX9m0mKQ2b3c4d""#
    private static let counted = #"{\#(told),"waiting":0,"deadLetters":0}"#
    private static let letter = """
      {"message":"\(ping)","booking":"b-7","kind":"booking.cancelled","queuedAt":1795230199304,\
      "failedAt":1795316512000,"attempts":16,"reason":"answered 500",\
      "event":{"booking":"b-7","number":4,"kind":"booking.cancelled","t":1795230199304,\
      "appliedT":1795230199304,"actor":{"kind":"service","id":"shop"},"reason":"called"}}
      """
  }
}
