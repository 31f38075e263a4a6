// What identifies a person in the life of a booking, and what stands there afterwards.

public import Bedrock
public import GeoIndex

/// The erasure of one person from events: a technician, or a customer with the place where they were visited.
///
/// An erased log folds to the same life with the pseudonym in the person's place: who was asked, who had the booking,
/// in which order, is still told of nobody.
public struct PersonErasure: Hashable, Sendable {
  /// What the person was to the business.
  public enum Kind: String, Sendable, CaseIterable {
    /// Who travelled.
    case technician
    /// Who was visited.
    case customer
  }

  /// What the person was.
  public let kind: Kind
  /// By which name they were known.
  public let id: ClientID
  /// What stands in its place; starts with ``pseudonymPrefix``.
  public let pseudonym: ClientID

  /// How pseudonyms begin, for readers.
  public static let pseudonymPrefix = "erased-"
  /// Places of customers are moved to the middle of a square this wide, in units of 360 / 2^32 degree: about 2.4 km from
  /// south to north.
  public static let placeStep: Int32 = 1 << 18

  /// Names a person.
  public init(_ kind: Kind, _ id: ClientID, pseudonym: ClientID) {
    self.kind = kind
    self.id = id
    self.pseudonym = pseudonym
  }

  /// An identifier of somebody of this kind.
  public func person(_ other: ClientID) -> ClientID { other == id ? pseudonym : other }

  /// A technician; the same for the erasure of a customer.
  public func technician(_ other: ClientID) -> ClientID { kind == .technician ? person(other) : other }

  /// A customer; the same for the erasure of a technician.
  public func customer(_ other: ClientID) -> ClientID { kind == .customer ? person(other) : other }

  /// Who did something.
  public func party(_ party: Party) -> Party { Party(party.kind, party.id.map(person)) }

  /// A text that somebody wrote: where the identifier stands by itself, the pseudonym does afterwards.
  public func text(_ text: String) -> String {
    guard text.utf8.count >= id.text.utf8.count else { return text }
    let (bytes, name) = (Array(text.utf8), Array(id.text.utf8))
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let end = index + name.count
      if end <= bytes.count, bytes[index..<end].elementsEqual(name),
        index == 0 || !Self.isPart(bytes[index - 1]),
        end == bytes.count || !Self.isPart(bytes[end]) || Self.endsSentence(bytes, end)
      {
        result += pseudonym.text.utf8
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a key that a client has made up names the person: the identifier stands in it, and no letter or digit beside it.
  /// Clients put keys together of identifiers with points, hyphens and the like, so these end a word here.
  public func isNamed(inKey key: String) -> Bool {
    let (bytes, name) = (Array(key.utf8), Array(id.text.utf8))
    guard bytes.count >= name.count else { return false }
    return (0...(bytes.count - name.count)).contains { start in
      let end = start + name.count
      return bytes[start..<end].elementsEqual(name) && (start == 0 || !Self.isAlphanumeric(bytes[start - 1]))
        && (end == bytes.count || !Self.isAlphanumeric(bytes[end]))
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  /// A remark. One that would become too long says nothing any more.
  public func note(_ note: Note) -> Note {
    let text = text(note.text)
    return text.utf8.count <= Note.bytesMax ? Note(trusted: text) : .none
  }

  /// Where a booking was: for the erasure of a customer, the middle of a square that many live in.
  public func place(_ place: GeoPoint) -> GeoPoint {
    guard kind == .customer else { return place }
    func coarse(_ angle: Int32) -> Int32 { angle & -Self.placeStep | Self.placeStep / 2 }
    let limit = GeoPoint.maxLatitudeAngle
    return GeoPoint(
      latitudeAngle: min(max(coarse(place.latitudeAngle), -limit), limit),
      longitudeAngle: coarse(place.longitudeAngle))
  }

  private static func isPart(_ byte: UInt8) -> Bool { ClientID.isAllowed(byte) }

  /// Whether the point or hyphen at a place ends a word: nothing of an identifier follows.
  private static func endsSentence(_ bytes: [UInt8], _ place: Int) -> Bool {
    guard bytes[place] == 0x2E || bytes[place] == 0x2D else { return false }
    return place + 1 == bytes.count || !isPart(bytes[place + 1])
  }
}
