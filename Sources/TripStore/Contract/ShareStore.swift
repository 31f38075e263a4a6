// The contract of shares: links that show one booking at one assignment, known by the hash of a secret.

public import Bedrock

/// Shares of bookings.
///
/// The store never sees the secret of a share, only its hash. The rules below hold in the data itself, whoever writes:
///
/// * a hash belongs to one share of one tenant; no other tenant can have it;
/// * a share names an assignment of its booking, which was live when the share was put, or was the next one to come
///   while none was live and the booking had not ended;
/// * when that assignment ends, its shares end in the same transition and at the same time;
/// * when a booking ends before that assignment has begun, they end with the booking;
/// * a share changes once: it ends. What has ended does not live again.
///
/// Shares have no term of their own: they are kept as long as their booking and go with it.
public protocol ShareStore: AnyObject {
  /// Adds a share, and writes the audit row `share.create` in the same transaction.
  /// - Parameters:
  ///   - share: the share; it expires after `note.at`.
  ///   - note: who asked for it, when and why; `note.at` is the time of the making.
  /// - Throws: `exists` when the tenant has a share with that identifier, or anybody one with that hash; `conflict` with
  ///   the version that a share may name now (0 for none) when that is not the one of the share; `tooLarge`
  ///   when the booking has had `StoreLimits.bookingSharesMax` shares already.
  func putShare(_ share: ShareDraft, of tenant: ClientID, note: ChangeNote) throws(StoreError)

  /// Ends a share, and writes the audit row `share.end` in the same transaction. A share that has ended stays as it
  /// is, and nothing is written.
  /// - Parameter note: who ends it, when and why; `note.at` is the end.
  /// - Returns: whether it ended by this call; false when it had ended before, or when there is none.
  func endShare(_ id: UUIDv7, of tenant: ClientID, note: ChangeNote) throws(StoreError) -> Bool

  /// Hands over the shares that have not ended and expire after `now`, in the order of expiry and identifier. The cost
  /// is that of those alone, however many are over.
  ///
  /// `body` must not call the store. What it throws ends the reading and is thrown on.
  func forEachLiveShare(
    of tenant: ClientID, now: Instant, _ body: (ShareRecord) throws(StoreError) -> Void
  ) throws(StoreError)

  /// All shares of a booking, also those that are over, in the order of their identifiers, which is that of time.
  func shares(of booking: ClientID, tenant: ClientID) throws(StoreError) -> [ShareRecord]

  /// The share with that hash and whose it is, or nil: the only question that does not name a tenant, because who
  /// comes with a secret has nothing else. Also finds a share that is over.
  /// - Parameter hash: `ShareDraft.hashBytes` bytes.
  func share(hash: [UInt8]) throws(StoreError) -> (tenant: ClientID, share: ShareRecord)?
}

/// A share about to be stored.
public struct ShareDraft: Hashable, Sendable {
  /// How many bytes a hash has (SHA-256).
  public static let hashBytes = 32

  /// Made by the engine; names the share to those who may end it.
  public var id: UUIDv7
  /// Recognises the secret; `hashBytes` bytes.
  public var hash: [UInt8]
  /// The booking that it shows.
  public var booking: ClientID
  /// The assignment of the booking that it shows, perhaps one to come, and with which it ends.
  public var assignmentVersion: Int64
  /// Until when it opens anything; at this moment it does not any more.
  public var expiresAt: Instant
  /// Who asked for it, where that was somebody with an identifier.
  public var createdBy: ClientID?

  /// Puts the parts together.
  public init(
    id: UUIDv7, hash: [UInt8], booking: ClientID, assignmentVersion: Int64, expiresAt: Instant,
    createdBy: ClientID? = nil
  ) {
    self.id = id
    self.hash = hash
    self.booking = booking
    self.assignmentVersion = assignmentVersion
    self.expiresAt = expiresAt
    self.createdBy = createdBy
  }
}

/// A stored share.
public struct ShareRecord: Hashable, Sendable {
  /// What was put.
  public var share: ShareDraft
  /// When.
  public var createdAt: Instant
  /// When it ended before its time, by hand or with its assignment; nil otherwise.
  public var endedAt: Instant?

  /// Puts the parts together.
  public init(share: ShareDraft, createdAt: Instant, endedAt: Instant? = nil) {
    self.share = share
    self.createdAt = createdAt
    self.endedAt = endedAt
  }

  /// Whether it opens anything.
  public func isLive(at now: Instant) -> Bool { endedAt == nil && now < share.expiresAt }
}

extension ShareDraft {
  /// The audit row of a change of the share, the same from every store.
  func audit(_ action: String, _ note: ChangeNote) -> AuditDraft {
    var json = JSONWriter()
    json.beginObject()
    json.key("booking")
    json.string(booking.text)
    json.key("assignmentVersion")
    json.integer(assignmentVersion)
    json.endObject()
    return AuditDraft(note: note, action: action, target: id.description, detail: json.finish())
  }
}
