// The contract of webhook endpoints: where a tenant wants to be told what happens to its bookings.

public import Bedrock

/// Webhook endpoints. They are few, they change by hand, and every change is in the audit.
///
/// What waits for an endpoint is in `OutboxStore`. Messages wait for active endpoints only:
///
/// * an endpoint that is deactivated gets no new messages, and what waits for it becomes dead letters in the same
///   transaction, to be sent again when it is back;
/// * an endpoint that is deleted takes what waits for it, and its dead letters, with it;
/// * an endpoint that changes its kinds or its address keeps what waits for it.
public protocol EndpointStore: AnyObject {
  /// Adds or replaces an endpoint, and writes the audit row `webhook.put` with both versions in the same transaction.
  /// - Parameters:
  ///   - secret: signs the messages of an endpoint that is new; one that is there keeps its own.
  ///   - expectedVersion: nil to replace whatever is there; otherwise the version that the change is based on, 0 for
  ///     "must not exist yet".
  ///   - note: who changes it, when and why; goes into the audit row.
  /// - Returns: the endpoint as it is now, with a version larger than every one that an endpoint of this tenant ever
  ///   had, and whether it is new.
  /// - Throws: `conflict` with the version that is there (0 for none) when it is not the expected one; `tooLarge`
  ///   beyond `StoreLimits.endpointsMax` endpoints.
  func putEndpoint(
    _ draft: EndpointDraft, secret: [UInt8], of tenant: ClientID, expectedVersion: Int64?, note: ChangeNote
  ) throws(StoreError) -> (endpoint: EndpointRecord, isNew: Bool)

  /// Gives an endpoint a new secret, and writes the audit row `webhook.rotateSecret`. The old one goes on to sign
  /// beside it for a while; one that was older still is forgotten.
  /// - Parameter previousUntil: until when the old one signs.
  /// - Returns: the endpoint as it is now; nil when there is none.
  func rotateSecret(
    of endpoint: ClientID, to secret: [UInt8], previousUntil: Instant, tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> EndpointRecord?

  /// Removes an endpoint with everything that waits for it, and writes the audit row `webhook.delete`.
  /// - Returns: whether there was one.
  func deleteEndpoint(
    _ id: ClientID, of tenant: ClientID, note: ChangeNote
  ) throws(StoreError) -> Bool

  /// The endpoint with that identifier, or nil.
  func endpoint(_ id: ClientID, of tenant: ClientID) throws(StoreError) -> EndpointRecord?

  /// All endpoints of a tenant, in the order of their identifiers (by bytes).
  func endpoints(of tenant: ClientID) throws(StoreError) -> [EndpointRecord]

  /// The tenants that have an active endpoint, in the order of their identifiers: where the relay has to look. Like
  /// retention, it is about all tenants.
  func relayTenants() throws(StoreError) -> [ClientID]
}

/// An endpoint about to be stored.
public struct EndpointDraft: Hashable, Sendable {
  /// Its identifier within the tenant.
  public var id: ClientID
  /// Where messages go; what it may be is the caller's business.
  public var url: String
  /// The kinds of messages that it wants; nil for all. Never empty, no kind twice.
  public var kinds: [String]?
  /// Whether messages are queued for it.
  public var isActive: Bool

  /// Puts the parts together.
  public init(id: ClientID, url: String, kinds: [String]? = nil, isActive: Bool = true) {
    self.id = id
    self.url = url
    self.kinds = kinds
    self.isActive = isActive
  }

  /// Whether a message of that kind is queued for it. O(kinds).
  public func wants(_ kind: String) -> Bool { isActive && (kinds?.contains(kind) ?? true) }
}

/// What the messages of an endpoint are signed with.
public struct EndpointSecrets: Hashable, Sendable {
  /// The secret, as its receiver knows it.
  public var current: [UInt8]
  /// The one before, and until when it signs beside the current one.
  public var previous: Previous?

  /// A secret that is being replaced.
  public struct Previous: Hashable, Sendable {
    /// The secret.
    public var secret: [UInt8]
    /// From then on it signs no more.
    public var until: Instant

    /// Puts the parts together.
    public init(secret: [UInt8], until: Instant) {
      self.secret = secret
      self.until = until
    }
  }

  /// Puts the parts together.
  public init(current: [UInt8], previous: Previous? = nil) {
    self.current = current
    self.previous = previous
  }

  /// The secrets that sign at a time, the current one first.
  public func signing(at now: Instant) -> [[UInt8]] {
    guard let previous, now < previous.until else { return [current] }
    return [current, previous.secret]
  }

  /// These secrets after `secret` has become the current one.
  func rotated(to secret: [UInt8], previousUntil: Instant) -> EndpointSecrets {
    EndpointSecrets(current: secret, previous: Previous(secret: current, until: previousUntil))
  }
}

/// A stored endpoint.
public struct EndpointRecord: Hashable, Sendable {
  /// What was put.
  public var endpoint: EndpointDraft
  /// What signs its messages.
  public var secrets: EndpointSecrets
  /// How often the tenant's data was changed by then; another one after each change of the endpoint.
  public var version: Int64
  /// When it was added.
  public var createdAt: Instant
  /// When it was last changed.
  public var updatedAt: Instant

  /// Puts the parts together.
  public init(
    endpoint: EndpointDraft, secrets: EndpointSecrets, version: Int64, createdAt: Instant, updatedAt: Instant
  ) {
    self.endpoint = endpoint
    self.secrets = secrets
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }

  /// Why dead letters of a deactivated endpoint were given up.
  public static let deactivated = "the endpoint was deactivated"

  /// The endpoint after `draft` was put.
  func replaced(by draft: EndpointDraft, version: Int64, at: Instant) -> EndpointRecord {
    EndpointRecord(
      endpoint: draft, secrets: secrets, version: version, createdAt: createdAt, updatedAt: at)
  }
}

extension EndpointDraft {
  /// The audit row of a change of the endpoint, the same from every store. Its address is not in it: an address may
  /// hold a secret of the receiver.
  func audit(
    _ action: String, _ note: ChangeNote, oldVersion: Int64?, newVersion: Int64?
  ) -> AuditDraft {
    var json = JSONWriter()
    json.beginObject()
    json.key("isActive")
    json.bool(isActive)
    json.endObject()
    return AuditDraft(
      note: note, action: action, target: id.text, oldVersion: oldVersion, newVersion: newVersion,
      detail: json.finish())
  }
}

extension StoreLimits {
  /// The most endpoints of a tenant: each message is queued for each of them.
  public static let endpointsMax = 8
  /// The most kinds that an endpoint names.
  public static let endpointKindsMax = 64
  /// The longest address of an endpoint, in bytes.
  public static let endpointURLBytesMax = 2048
  /// How long a secret is, in bytes.
  public static let endpointSecretBytes = 16...128

  /// Checks an endpoint, its secret and its note. The kinds are ours.
  static func check(_ draft: EndpointDraft, _ secret: [UInt8], _ note: ChangeNote) throws(StoreError) {
    guard draft.url.utf8.count <= endpointURLBytesMax else { throw .tooLarge(what: "the endpoint's address") }
    if let kinds = draft.kinds {
      precondition((1...endpointKindsMax).contains(kinds.count), "1 to \(endpointKindsMax) kinds")
      precondition(Set(kinds).count == kinds.count, "a kind is named twice")
      precondition(kinds.allSatisfy { !$0.isEmpty && !$0.contains(",") }, "a kind that is none")
    }
    check(secret)
    try check(note)
  }

  /// Checks a secret, which is made by us.
  static func check(_ secret: [UInt8]) {
    precondition(endpointSecretBytes.contains(secret.count), "a secret of another length")
  }
}
