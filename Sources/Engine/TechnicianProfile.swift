// What a booking service tells about a technician: the durable half. Where they are comes from fixes.

public import Bedrock
public import TrackHub

/// A technician's profile, already validated.
public struct TechnicianProfile: Sendable, Hashable {
  /// Chosen by the booking service.
  public var id: ClientID
  /// The names of skills, each 1 to 64 characters of `[A-Za-z0-9._-]`, without repetition.
  public var skills: [ClientID]
  /// The rating from 0 to 5; 0 when nobody has rated yet.
  public var rating: Float
  /// The working status.
  public var status: TechnicianStatus
  /// The whole profile as JSON, as it is stored and returned.
  public var document: [UInt8]

  /// The most skills that one technician may have.
  public static let skillsMax = 100

  /// Describes a technician.
  public init(
    id: ClientID, skills: [ClientID], rating: Float, status: TechnicianStatus, document: [UInt8]
  ) {
    self.id = id
    self.skills = skills
    self.rating = rating
    self.status = status
    self.document = document
  }
}
