// The engine's orders on the store's thread: each is carried out as a part of a group commit and told when that is
// durable. The rooms beside it: +Commit makes a transition, +Reading gives a booking back.

import Bedrock
import Engine
import TripStore

/// What came of an order, on its way to the engine.
enum StoreOrderOutcome: Sendable {
  /// Of a commit, a share, or the end of a share.
  case settled(OrderNumber, StoreVerdict)
  /// Of points. False: nobody knows, and they may be ordered again.
  case points(OrderNumber, isDurable: Bool)
  /// Of a reading: the booking, or nil when there is none. A failure says nothing about the booking, except
  /// `corrupt`: what is there is not a log.
  case reading(ClientID, Result<BookingReading?, StoreError>)
  /// Of a search.
  case search(BookingSought, SearchVerdict)
}

/// Carries out what a tenant's engine orders.
enum StoreOrders {
  /// Who the audit names when nobody with an identifier did it.
  static let ownName = "geod"

  /// Puts an order into the store's queue. Never blocks.
  /// - Parameters:
  ///   - leasesMax: how many live offers the tenant lets a technician have (`OfferPolicy.leasesMax`).
  ///   - ingest: where points go.
  ///   - noting: told what the store said, for the log and for readiness; runs before `then`.
  ///   - onQueued: told when messages to webhooks were queued and are durable; runs before `then`.
  ///   - then: runs on the store's thread when the outcome is certain, in the order of posting; must be short.
  /// - Returns: false when the queue is full or the store is closing; then `then` will never run, and the
  ///   outcome is `unposted(order)`.
  static func post(
    _ order: StoreOrder, of tenant: ClientID, leasesMax: Int, to worker: StoreWorker,
    points ingest: PointIngest,
    noting: @escaping @Sendable (Result<Void, StoreError>) -> Void = { _ in },
    onQueued: @escaping @Sendable () -> Void = {},
    then: @escaping @Sendable (StoreOrderOutcome) -> Void
  ) -> Bool {
    switch order {
    case .commit(let order):
      worker.post(for: tenant) { store throws(StoreError) in
        try commit(order, of: tenant, leasesMax: leasesMax, to: store)
      } then: { result in
        noting(result.map { _ in })
        if case .success((_, 1...)) = result { onQueued() }
        then(.settled(order.number, verdict(result.map(\.verdict))))
      }
    case .points(let order):
      ingest.post(order.points.map(TrackPoint.init), of: tenant) { result in
        noting(result)
        if case .success = result {
          then(.points(order.number, isDurable: true))
        } else {
          then(.points(order.number, isDurable: false))
        }
      }
    case .read(let booking):
      worker.post(for: tenant) { store throws(StoreError) in
        try read(booking, of: tenant, from: store)
      } then: { result in
        noting(result.map { _ in })
        then(.reading(booking, result))
      }
    case .find(let sought):
      worker.post(for: tenant) { store throws(StoreError) in
        try find(sought, of: tenant, in: store)
      } then: { result in
        noting(result.map { _ in })
        if case .success(let verdict) = result {
          then(.search(sought, verdict))
        } else {
          then(.search(sought, .unavailable))
        }
      }
    case .share(let order):
      worker.post(for: tenant) { store throws(StoreError) in
        try store.putShare(ShareDraft(order), of: tenant, note: note(order.actor, order.at))
        return StoreVerdict.durable
      } then: { result in
        noting(result.map { _ in })
        then(.settled(order.number, verdict(result)))
      }
    case .endShare(let order):
      worker.post(for: tenant) { store throws(StoreError) in
        // A share that has ended already, or was never there, is as ended as it can be.
        _ = try store.endShare(order.share, of: tenant, note: note(order.actor, order.at))
        return StoreVerdict.durable
      } then: { result in
        noting(result.map { _ in })
        then(.settled(order.number, verdict(result)))
      }
    }
  }

  /// The outcome of an order for which the queue had no room: certainly nothing has happened.
  static func unposted(_ order: StoreOrder) -> StoreOrderOutcome {
    switch order {
    case .commit(let order): .settled(order.number, .refused)
    case .points(let order): .points(order.number, isDurable: false)
    case .read(let booking): .reading(booking, .failure(.unavailable(reason: "too much work is waiting")))
    case .find(let sought): .search(sought, .unavailable)
    case .share(let order): .settled(order.number, .refused)
    case .endShare(let order): .settled(order.number, .refused)
    }
  }

  /// What a fault means to the engine. The ones that the store decides on before anything is written are certain;
  /// of the others nobody knows how far they came.
  static func verdict(_ result: Result<StoreVerdict, StoreError>) -> StoreVerdict {
    switch result {
    case .success(let verdict): verdict
    case .failure(.conflict): .changed
    case .failure(.exists): .exists
    case .failure(.full), .failure(.tooLarge), .failure(.incompatible), .failure(.unknownTenant),
      .failure(.unavailable):
      .refused
    case .failure(.inDoubt), .failure(.corrupt), .failure(.fatal): .unknown
    }
  }

  private static func note(_ actor: ClientID?, _ at: Instant) -> ChangeNote {
    ChangeNote(actor: actor?.text ?? ownName, at: at, reason: "")
  }
}

extension ShareDraft {
  /// The share of an order.
  fileprivate init(_ order: ShareOrder) {
    self.init(
      id: order.share.id, hash: order.share.hash.bytes, booking: order.share.booking,
      assignmentVersion: Int64(order.share.assignmentVersion), expiresAt: order.share.expiresAt,
      createdBy: order.actor)
  }
}

extension TrackPoint {
  /// A fix as it is stored: what the device did not say is absent, not a number that is none. Sequence numbers keep
  /// their bits, so that the largest ones stay apart.
  init(_ fix: TripFix) {
    func said(_ value: Float) -> Double? { value.isNaN ? nil : Double(value) }
    self.init(
      trip: fix.trip, device: fix.device, sequence: Int64(bitPattern: fix.sequence), at: fix.time,
      latitudeAngle: fix.latitudeAngle, longitudeAngle: fix.longitudeAngle,
      accuracyMeters: said(fix.accuracyMeters), speedMetersPerSecond: said(fix.speedMetersPerSecond),
      headingDegrees: said(fix.headingDegrees))
  }
}

extension TripFix {
  /// The fix that was stored.
  init(_ point: TrackPoint) {
    func number(_ value: Double?) -> Float { value.map { Float($0) } ?? .nan }
    self.init(
      trip: point.trip, device: point.device, sequence: UInt64(bitPattern: point.sequence), time: point.at,
      latitudeAngle: point.latitudeAngle, longitudeAngle: point.longitudeAngle,
      accuracyMeters: number(point.accuracyMeters), speedMetersPerSecond: number(point.speedMetersPerSecond),
      headingDegrees: number(point.headingDegrees))
  }
}
