// What goes into a store and comes out: plain values, the same for every database.

public import Bedrock

/// A business account.
public struct TenantRecord: Hashable, Sendable {
  /// The identifier, chosen by the operator; never changes.
  public var id: ClientID
  /// The name in Arabic.
  public var nameArabic: String
  /// The name in English.
  public var nameEnglish: String
  /// The IANA name of the time zone in which the tenant's days begin, such as `Asia/Riyadh`; checked by the
  /// caller.
  public var timeZone: String
  /// When it was added.
  public var createdAt: Instant

  /// Puts the parts together.
  public init(id: ClientID, nameArabic: String, nameEnglish: String, timeZone: String, createdAt: Instant) {
    self.id = id
    self.nameArabic = nameArabic
    self.nameEnglish = nameEnglish
    self.timeZone = timeZone
    self.createdAt = createdAt
  }
}

/// A tenant's settings as they are stored.
public struct SettingsRecord: Hashable, Sendable {
  /// 1 for the first document, one more with every change.
  public var version: Int64
  /// The document, JSON.
  public var document: [UInt8]
  /// When this version was put.
  public var updatedAt: Instant

  /// Puts the parts together.
  public init(version: Int64, document: [UInt8], updatedAt: Instant) {
    self.version = version
    self.document = document
    self.updatedAt = updatedAt
  }
}

/// Who changes something, when and why.
public struct ChangeNote: Hashable, Sendable {
  /// The subject of the caller's token, or the name of the program for the command line.
  public var actor: String
  /// When, in engine time.
  public var at: Instant
  /// The reason that the caller gave; may be empty.
  public var reason: String

  /// Puts the parts together.
  public init(actor: String, at: Instant, reason: String) {
    self.actor = actor
    self.at = at
    self.reason = reason
  }
}

/// A profile about to be stored.
public struct TechnicianDraft: Hashable, Sendable {
  /// The technician's identifier within the tenant.
  public var id: ClientID
  /// The profile, JSON.
  public var profile: [UInt8]
  /// When it was changed.
  public var updatedAt: Instant

  /// Puts the parts together.
  public init(id: ClientID, profile: [UInt8], updatedAt: Instant) {
    self.id = id
    self.profile = profile
    self.updatedAt = updatedAt
  }
}

/// A stored profile.
public struct TechnicianRecord: Hashable, Sendable {
  /// The technician's identifier within the tenant.
  public var id: ClientID
  /// Rises with every change; given by the store.
  public var version: Int64
  /// The profile, JSON.
  public var profile: [UInt8]
  /// When it was changed.
  public var updatedAt: Instant

  /// Puts the parts together.
  public init(id: ClientID, version: Int64, profile: [UInt8], updatedAt: Instant) {
    self.id = id
    self.version = version
    self.profile = profile
    self.updatedAt = updatedAt
  }
}

/// The positions of one tenant at one moment.
public struct PositionSnapshot: Hashable, Sendable {
  /// When the snapshot was taken, in engine time.
  public var takenAt: Instant
  /// The positions in the engine's own form, which carries its own version.
  public var payload: [UInt8]

  /// Puts the parts together.
  public init(takenAt: Instant, payload: [UInt8]) {
    self.takenAt = takenAt
    self.payload = payload
  }
}

/// An audit row about to be appended.
public struct AuditDraft: Hashable, Sendable {
  /// Who, when, why.
  public var note: ChangeNote
  /// What was done, as `kind.verb`: `settings.put`, `technician.delete`.
  public var action: String
  /// What it was done to: an identifier within the tenant; empty for the tenant itself.
  public var target: String
  /// The version before the change, where the target has versions; 0 when it did not exist.
  public var oldVersion: Int64?
  /// The version after the change.
  public var newVersion: Int64?
  /// More about it, JSON; may be empty.
  public var detail: [UInt8]

  /// Puts the parts together.
  public init(
    note: ChangeNote, action: String, target: String = "", oldVersion: Int64? = nil,
    newVersion: Int64? = nil, detail: [UInt8] = []
  ) {
    self.note = note
    self.action = action
    self.target = target
    self.oldVersion = oldVersion
    self.newVersion = newVersion
    self.detail = detail
  }
}

/// A stored audit row.
public struct AuditRecord: Hashable, Sendable {
  /// Its place in the tenant's audit; rises, not always by one.
  public var sequence: Int64
  /// What was appended.
  public var entry: AuditDraft

  /// Puts the parts together.
  public init(sequence: Int64, entry: AuditDraft) {
    self.sequence = sequence
    self.entry = entry
  }
}
