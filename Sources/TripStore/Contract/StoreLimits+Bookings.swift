// How large transitions, messages, shares and batches of points may be, and the checks that every implementation makes.

internal import Bedrock

extension StoreLimits {
  /// The longest document of a booking, event, message, offer, trip, summary, decision or answer, in bytes.
  public static let documentBytesMax = 1 << 18
  /// The most events, messages, offers, assignments or trips in one transition, of each.
  public static let transitionPartsMax = 64
  /// The most leases of one offer.
  public static let offerLeasesMax = 64
  /// The places of a technician's live offers: 0 to one less than this.
  public static let leasePlacesMax = 8
  /// The longest hash of a request, in bytes.
  public static let requestHashBytesMax = 64
  /// The most shares of one booking, those that are over among them.
  public static let bookingSharesMax = 256
  /// The largest page of bookings.
  public static let bookingPageMax = 1000
  /// The largest page of trips.
  public static let tripPageMax = 1000
  /// The largest page of events.
  public static let eventPageMax = 1000
  /// The largest page of decisions, which are large documents.
  public static let decisionPageMax = 100
  /// The most messages that are taken or listed at once.
  public static let outboxPageMax = 1000
  /// The largest page of points.
  public static let pointPageMax = 1 << 16
  /// Messages beyond this many are not counted.
  public static let outboxCountMax = 10_000
  /// The most days of points that are made at once.
  public static let pointDaysMax = 32
  /// The most points in one batch.
  public static let pointBatchMax = 1 << 16

  /// Checks a transition before anything of it is written: sizes are the world's fault, a list that names something
  /// twice is ours.
  static func check(_ transition: TransitionRecord) throws(StoreError) {
    precondition(transition.expectedVersion >= 0, "a version below 0")
    try check(transition.booking)
    try checkCount(transition.events.count, "events")
    for event in transition.events {
      try check(event.kind, "the event's kind")
      try check(event.document, documentBytesMax, "the event")
    }
    try checkCount(transition.outbox.count, "messages")
    for message in transition.outbox {
      try check(message.kind, "the message's kind")
      try check(message.document, documentBytesMax, "the message")
    }
    try check(transition.offers)
    try checkCount(transition.assignments.count, "assignments")
    precondition(areUnique(transition.assignments.map(\.version)), "an assignment is named twice")
    precondition(transition.assignments.allSatisfy { $0.version > 0 }, "assignments are counted from 1")
    try check(transition.trips)
    if let summary = transition.summary { try check(summary.document, documentBytesMax, "the summary") }
    if let decision = transition.decision { try check(decision.document, documentBytesMax, "the decision") }
    if let entry = transition.idempotency { try check(entry) }
    if let entry = transition.audit { try check(entry) }
  }

  private static func check(_ booking: BookingDraft) throws(StoreError) {
    try check(booking.state, "the booking's state")
    try check(booking.document, documentBytesMax, "the booking")
  }

  private static func check(_ offers: [OfferDraft]) throws(StoreError) {
    try checkCount(offers.count, "offers")
    precondition(areUnique(offers.map(\.id)), "an offer is named twice")
    for offer in offers {
      try check(offer.state, "the offer's state")
      try check(offer.document, documentBytesMax, "the offer")
      guard offer.leases.count <= offerLeasesMax else { throw .tooLarge(what: "the list of leases") }
      precondition(areUnique(offer.leases.map(\.technician)), "a technician is asked twice")
      precondition(
        offer.leases.allSatisfy { (0..<leasePlacesMax).contains($0.place) },
        "a technician has \(leasePlacesMax) places")
    }
  }

  private static func check(_ trips: [TripDraft]) throws(StoreError) {
    try checkCount(trips.count, "trips")
    precondition(areUnique(trips.map(\.id)), "a trip is named twice")
    for trip in trips {
      try check(trip.state, "the trip's state")
      try check(trip.document, documentBytesMax, "the trip")
    }
  }

  private static func check(_ entry: IdempotencyDraft) throws(StoreError) {
    precondition(!entry.key.isEmpty, "a key without a character")
    try check(entry.key, "the key")
    try check(entry.requestHash, requestHashBytesMax, "the request's hash")
    try check(entry.response, documentBytesMax, "the answer")
  }

  /// Checks a share. All but the note is made by us.
  static func check(_ share: ShareDraft, _ note: ChangeNote) throws(StoreError) {
    precondition(share.hash.count == ShareDraft.hashBytes, "a hash of another length")
    precondition(share.assignmentVersion > 0, "assignments are counted from 1")
    precondition(note.at < share.expiresAt, "a share that is over before it begins")
    try check(note)
  }

  /// Checks a batch of points.
  static func check(_ points: [TrackPoint]) throws(StoreError) {
    guard points.count <= pointBatchMax else { throw .tooLarge(what: "the batch of points") }
    precondition(
      points.allSatisfy { (.epoch ... .latest).contains($0.at) },
      "a point with a time that nobody has checked")
  }

  /// The size of a page. Asking for none or for too many is a mistake of the caller, as in `auditPage`.
  static func page(_ limit: Int, max: Int) -> Int {
    precondition((1...max).contains(limit), "a page has 1 to \(max) rows")
    return limit
  }

  private static func checkCount(_ count: Int, _ what: String) throws(StoreError) {
    guard count <= transitionPartsMax else { throw .tooLarge(what: "the list of \(what)") }
  }

  /// Most lists have one entry, which needs no hashing.
  private static func areUnique(_ values: [some Hashable]) -> Bool {
    values.count < 2 || Set(values).count == values.count
  }
}
