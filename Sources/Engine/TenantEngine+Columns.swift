// What the matcher reads besides the index is kept in step with profiles, settings and work.

import Bedrock
import Matcher
import TrackHub

extension TenantEngine {
  /// Says how much a technician has to do. Both values hold until the next call, and are none for whoever was
  /// just added. O(1).
  /// - Parameters:
  ///   - openJobs: assignments that are neither completed nor cancelled; beyond 255 it makes no difference.
  ///   - isLeased: whether as many offers are live as the technician may have.
  ///   - technician: the slot of somebody who exists.
  public mutating func setLoad(openJobs: Int, isLeased: Bool, of technician: UInt32) {
    columns.setOpenJobs(UInt8(clamping: openJobs), of: technician)
    columns.setLeased(isLeased, of: technician)
  }

  /// Takes over the profile of a technician whose skills have their bits. O(credentials + zones).
  mutating func updateColumns(of technician: UInt32, _ profile: TechnicianProfile) {
    var row = MatchProfile()
    row.skills = skillBits[Int(technician)]
    row.status = profile.status.rawValue
    row.rating = profile.rating
    row.ratingCount = profile.ratingCount
    row.capacity = profile.capacity
    row.shift = profile.shift
    row.zones = profile.zones?.map { zoneNames.number(adding: $0.text) }
    for credential in profile.credentials {
      let expires = credential.expires(utcOffsetMinutes: settings.travelTime.utcOffsetMinutes)
      for name in Self.names(of: credential) {
        row.credentials.append(
          MatchCredential(kind: credentialNames.number(adding: name), expires: expires))
      }
    }
    columns.set(row, of: technician)
  }

  /// Takes over all profiles again, because local time is another one. O(technicians).
  mutating func updateAllColumns() {
    for technician in technicians.roster.occupiedSlots {
      guard let profile = profiles[Int(technician)] else { continue }
      updateColumns(of: technician, profile)
    }
  }

  /// What a credential is known by: its kind, and its kind there. The sign between them occurs in no kind.
  static func name(ofCredential kind: ClientID, jurisdiction: String?) -> String {
    jurisdiction.map { "\(kind)@\($0)" } ?? kind.text
  }

  private static func names(of credential: HeldCredential) -> [String] {
    let kind = name(ofCredential: credential.kind, jurisdiction: nil)
    guard let jurisdiction = credential.jurisdiction else { return [kind] }
    return [kind, name(ofCredential: credential.kind, jurisdiction: jurisdiction)]
  }
}
