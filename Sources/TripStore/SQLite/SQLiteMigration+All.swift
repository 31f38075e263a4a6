// The order of the schema's steps. Each step is in a file of its own.

extension SQLiteMigration {
  /// All steps in order. A released one is never edited: its checksum is in every file that it was applied to.
  static let all = [
    accounts, bookings, shares, sharesToCome, controlRooms, webhooks, reading, seals, deadLetters,
    promisesByZone,
  ]
}
