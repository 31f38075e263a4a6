// How long things are kept, out of the tenants' settings.

import Bedrock
import Engine
import TripStore

extension RetentionTerms {
  /// The terms that a tenant's settings name.
  init(_ settings: RetentionSettings) {
    self.init()
    self[.points] = settings.pointsDays
    self[.summaries] = settings.summariesDays
    self[.decisions] = settings.decisionsDays
    self[.audit] = settings.auditDays
    self[.deadLetters] = settings.deadLettersDays
    self[.bookings] = settings.bookingsDays
    self[.idempotencyKeys] = settings.idempotencyKeysDays
  }

  /// Longer than anything is old: what has these terms stays.
  static var keepingAll: RetentionTerms {
    var terms = RetentionTerms()
    for kind in RetentionKind.allCases { terms[kind] = 36_500 }
    return terms
  }
}

extension RetentionPolicy {
  /// The same terms, to ask for the days that are due and hardly for anything else.
  var daysAlone: RetentionPolicy {
    var policy = self
    policy.rowsMax = 1
    policy.daysMax = 64
    return policy
  }

  /// The terms of all tenants as they are in force now.
  ///
  /// Settings that cannot be read may ask for longer terms than the standard ones, and what is removed does not come
  /// back. So nothing of such a tenant is removed, and no day of points is dropped, until somebody has put good ones.
  /// - Returns: the policy, and a sentence for each tenant whose settings cannot be read.
  static func load(from store: any Store) throws(StoreError) -> (policy: RetentionPolicy, faults: [String]) {
    var policy = RetentionPolicy()
    var faults: [String] = []
    for tenant in try store.tenants() {
      guard let record = try store.settings(of: tenant.id) else { continue }
      do {
        policy.terms[tenant.id] = RetentionTerms(try SettingsDocument.readStored(record.document).retention)
      } catch {
        policy.terms[tenant.id] = .keepingAll
        faults.append(
          "nothing of the tenant \(tenant.id) is removed, because its settings are not valid: \(error)")
      }
    }
    return (policy, faults)
  }
}
