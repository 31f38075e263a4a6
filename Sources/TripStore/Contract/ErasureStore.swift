// The contract of erasures: replacing what identifies a person in everything that is kept.

public import Bedrock

/// Erases persons.
///
/// The one way to change what otherwise never changes: documents of events, columns of persons, chains of seals. Numbers,
/// kinds, times and states stay as they are. The store finds and writes; what identifies somebody inside of a document
/// only the caller can tell, who passes a `BookingRewriting`.
///
/// An erasure goes in pieces, so it may be cut short. Its record says under which pseudonym it goes on; it holds no
/// identifier.
public protocol ErasureStore: AnyObject {
  /// Erasures of a tenant that have begun and not ended, in the order of their pseudonyms.
  func erasures(of tenant: ClientID) throws(StoreError) -> [ErasureRecord]

  /// Notes that an erasure begins.
  /// - Throws: `exists` when the tenant has one with that pseudonym.
  func beginErasure(_ record: ErasureRecord, of tenant: ClientID) throws(StoreError)

  /// Forgets an erasure, and appends the audit row about it in the same transaction.
  /// - Returns: false, and nothing is written, when there was none with that pseudonym.
  func endErasure(
    _ pseudonym: ClientID, of tenant: ClientID, audit: AuditDraft
  ) throws(StoreError) -> Bool

  /// The bookings of which anything that is kept may name this person, each once, in the order of their identifiers (by
  /// bytes): the text occurs somewhere, perhaps as a part of something else. Goes over everything of the tenant once.
  func bookings(naming person: ClientID, of tenant: ClientID) throws(StoreError) -> [ClientID]

  /// The bookings for this customer, in the order of their identifiers (by bytes).
  func bookings(for customer: ClientID, of tenant: ClientID) throws(StoreError) -> [ClientID]

  /// The summaries of a booking's trips, in the order of the trips; also when the booking is gone.
  func summaries(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [TripSummaryRecord]

  /// Rewrites everything that is kept about a booking.
  /// - Parameters:
  ///   - pseudonym: that of an erasure under way; nil to write nothing and only count.
  ///   - rewriting: what to replace by what. What throws ends the call, and nothing has changed.
  /// - Returns: how many rows were changed or removed, or would be.
  func rewrite(
    _ booking: ClientID, of tenant: ClientID, as pseudonym: ClientID?, _ rewriting: BookingRewriting
  ) throws(StoreError) -> Int

  /// Rewrites audit rows that may name the person, the oldest first.
  /// - Parameters:
  ///   - after: only rows behind this one; 0 to start.
  ///   - limit: at most that many, 1 to `StoreLimits.auditPageMax`.
  ///   - pseudonym: that of an erasure under way; nil to write nothing and only count.
  ///   - rewriting: the row as it shall be.
  /// - Returns: the last row that was looked at, nil when none was left; and how many were changed, or would be.
  func rewriteAudit(
    naming person: ClientID, of tenant: ClientID, after: Int64, limit: Int, as pseudonym: ClientID?,
    _ rewriting: (AuditDraft) throws(StoreError) -> AuditDraft
  ) throws(StoreError) -> (last: Int64?, changed: Int)

  /// Removes points of a trip.
  /// - Parameter limit: at most that many, positive.
  /// - Returns: how many; less than `limit` when none is left.
  func removePoints(of trip: UUIDv7, tenant: ClientID, limit: Int) throws(StoreError) -> Int
}

/// An erasure under way.
public struct ErasureRecord: Hashable, Sendable {
  /// What stands in place of the identifier.
  public var pseudonym: ClientID
  /// What kind of person.
  public var kind: String
  /// Random bytes, for `proof` alone.
  public var salt: [UInt8]
  /// Recognises the identifier, for whoever knows it and the salt.
  public var proof: [UInt8]
  /// When it began.
  public var begunAt: Instant

  /// Puts the parts together.
  public init(pseudonym: ClientID, kind: String, salt: [UInt8], proof: [UInt8], begunAt: Instant) {
    self.pseudonym = pseudonym
    self.kind = kind
    self.salt = salt
    self.proof = proof
    self.begunAt = begunAt
  }
}

/// How what is kept about a booking is rewritten. A value that comes back the same is left alone.
public struct BookingRewriting {
  /// A technician in a column.
  public var technician: (ClientID) -> ClientID
  /// The customer in a column.
  public var customer: (ClientID) -> ClientID
  /// An event in the engine's own bytes.
  public var event: ([UInt8]) throws(StoreError) -> [UInt8]
  /// A JSON document of a booking, offer, trip, decision, message or answer.
  public var document: ([UInt8]) throws(StoreError) -> [UInt8]
  /// A summary, by the JSON of it.
  public var summary: ([UInt8]) throws(StoreError) -> [UInt8]
  /// A text that somebody wrote.
  public var text: (String) -> String
  /// Whether a row goes because of its key, which a client has made up, perhaps out of the identifier.
  public var removesKey: (String) -> Bool
  /// Whether the chains of a trip by this technician go.
  public var removesChains: (ClientID) -> Bool
  /// Whether all shares go, and not only those that the person made.
  public var removesShares: Bool

  /// Puts the parts together.
  public init(
    technician: @escaping (ClientID) -> ClientID, customer: @escaping (ClientID) -> ClientID,
    event: @escaping ([UInt8]) throws(StoreError) -> [UInt8],
    document: @escaping ([UInt8]) throws(StoreError) -> [UInt8],
    summary: @escaping ([UInt8]) throws(StoreError) -> [UInt8], text: @escaping (String) -> String,
    removesKey: @escaping (String) -> Bool, removesChains: @escaping (ClientID) -> Bool, removesShares: Bool
  ) {
    self.technician = technician
    self.customer = customer
    self.event = event
    self.document = document
    self.summary = summary
    self.text = text
    self.removesKey = removesKey
    self.removesChains = removesChains
    self.removesShares = removesShares
  }
}

extension StoreLimits {
  /// Checks the record of an erasure, which is made by us.
  static func check(_ record: ErasureRecord) throws(StoreError) {
    try check(record.kind, "the kind of person")
    precondition(!record.salt.isEmpty && !record.proof.isEmpty, "an erasure that cannot be recognised")
    try check(record.salt, requestHashBytesMax, "the salt")
    try check(record.proof, requestHashBytesMax, "the proof")
  }
}
