// The order of the schema's steps. Each step is in a file of its own.

extension PostgresMigration {
  /// All steps in order. A released one is never edited: its checksum is in every database that it was applied to.
  static let all = [
    accounts, bookings, points, shares, controlRooms, webhooks, reading, seals, pointDays, deadLetters,
    promisesByZone,
  ]
}
