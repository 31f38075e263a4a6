// What a phone says about offers and trips.

public import Bedrock

/// A command of a technician's phone. The server answers each with the reference that it came with.
public enum PhoneCommand: Sendable, Equatable {
  /// Take an offer.
  case accept(offer: UUIDv7)
  /// Decline an offer.
  case decline(offer: UUIDv7, reason: String?)
  /// Move a trip on. A reason goes with `cancel` only.
  case trip(UUIDv7, TripAction, reason: String?)
}

/// The steps of a trip that a technician says.
public enum TripAction: String, Sendable {
  case start, arrive, begin, complete, cancel
}

/// Commands of one phone that have no answer yet, in the order in which they were given. What is left after a
/// reconnect is said again: the server recognises what it has done already.
struct CommandLedger {
  struct Entry {
    let ref: String
    let command: PhoneCommand
  }

  /// The most commands that may wait for their answer.
  static let outstandingMax = 64

  private(set) var outstanding: [Entry] = []
  private var lastNumber: UInt64 = 0

  /// Notes a command that is being said; nil when too many wait.
  mutating func note(_ command: PhoneCommand) -> Entry? {
    guard outstanding.count < Self.outstandingMax else { return nil }
    lastNumber += 1
    let entry = Entry(ref: "c\(lastNumber)", command: command)
    outstanding.append(entry)
    return entry
  }

  /// The command that an answer belongs to; nil when it has been answered before, or never was.
  mutating func settle(_ ref: String) -> PhoneCommand? {
    guard let place = outstanding.firstIndex(where: { $0.ref == ref }) else { return nil }
    return outstanding.remove(at: place).command
  }
}
