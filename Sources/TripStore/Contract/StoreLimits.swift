// How large a single thing in a store may be, and the check that every implementation makes.

/// Limits of a store. They keep one caller's mistake from filling the disk; the doors (HTTP, import) have
/// tighter ones of their own.
public enum StoreLimits {
  /// The longest settings document, in bytes.
  public static let settingsBytesMax = 1 << 20
  /// The longest profile of a technician, in bytes.
  public static let profileBytesMax = 1 << 18
  /// The longest payload of a position snapshot, in bytes.
  public static let snapshotBytesMax = 1 << 28
  /// The longest detail of an audit row, in bytes.
  public static let auditDetailBytesMax = 1 << 16
  /// The longest name, reason, actor, action, target or time zone, in bytes of UTF-8.
  public static let textBytesMax = 1 << 10
  /// The largest page of audit rows.
  public static let auditPageMax = 1000
  /// The most profiles in one `putTechnicians`.
  public static let importMax = 1 << 20

  /// Checks the names of a tenant.
  static func check(_ tenant: TenantRecord) throws(StoreError) {
    try check(tenant.nameArabic, "the Arabic name")
    try check(tenant.nameEnglish, "the English name")
    try check(tenant.timeZone, "the time zone")
  }

  /// Checks a settings document and its note.
  static func check(settings document: [UInt8], note: ChangeNote) throws(StoreError) {
    try check(document, settingsBytesMax, "the settings document")
    try check(note)
  }

  /// Checks profiles before any of them is written.
  static func check(_ drafts: [TechnicianDraft]) throws(StoreError) {
    guard drafts.count <= importMax else { throw .tooLarge(what: "the import") }
    for draft in drafts { try check(draft.profile, profileBytesMax, "the profile") }
  }

  /// Checks a snapshot.
  static func check(_ snapshot: PositionSnapshot) throws(StoreError) {
    try check(snapshot.payload, snapshotBytesMax, "the position snapshot")
  }

  /// Checks an audit row.
  static func check(_ draft: AuditDraft) throws(StoreError) {
    try check(draft.note)
    try check(draft.action, "the action")
    try check(draft.target, "the target")
    try check(draft.detail, auditDetailBytesMax, "the detail")
  }

  /// The size of a page of audit rows. Asking for none or for too many is a mistake of the caller, who has limits of
  /// its own towards the world.
  static func auditPage(_ limit: Int) -> Int {
    precondition((1...auditPageMax).contains(limit), "a page has 1 to \(auditPageMax) rows")
    return limit
  }

  static func check(_ note: ChangeNote) throws(StoreError) {
    try check(note.actor, "the actor")
    try check(note.reason, "the reason")
  }

  static func check(_ text: String, _ what: String) throws(StoreError) {
    guard text.utf8.count <= textBytesMax else { throw .tooLarge(what: what) }
  }

  static func check(_ bytes: [UInt8], _ bytesMax: Int, _ what: String) throws(StoreError) {
    guard bytes.count <= bytesMax else { throw .tooLarge(what: what) }
  }
}
