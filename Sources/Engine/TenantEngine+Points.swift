// A fix of a trip is acknowledged when it is durable: batches go to the store, acknowledgements follow.

public import Bedrock
public import TrackHub

extension TenantEngine {
  /// Acknowledges what each phone has sent since the last flush: at once, or when the fixes of its trip are durable.
  mutating func flushAcknowledgements(into actions: inout ActionList) {
    for session in sessions.owing {
      guard let phone = sessions[session].phone else { continue }
      let refused = sessions.settle(session)
      let sequence = devices.lastSequence(of: phone.device)
      let key = sessions.key(of: session)
      guard sessions[session].hasTripFixes || desk.points.holds(phone.device) else {
        acknowledge(sequence, refused, phone.device, key, into: &actions)
        continue
      }
      sessions.setHasTripFixes(false, session)
      desk.points.hold(
        HeldAcknowledgement(session: key, device: phone.device, sequence: sequence, refused: refused))
    }
    sessions.allSettled()
    closeSentAway(into: &actions)
    sendPoints(into: &actions)
  }

  /// A phone goes before its fixes of this turn are on their way to the store. Held like others, they are not
  /// acknowledged early to the session that sends them again.
  mutating func holdLastAcknowledgement(_ session: SessionID) {
    guard let phone = sessions[session].phone, sessions[session].hasTripFixes else { return }
    desk.points.hold(
      HeldAcknowledgement(
        session: sessions.key(of: session), device: phone.device,
        sequence: devices.lastSequence(of: phone.device), refused: []))
  }

  private mutating func acknowledge(
    _ sequence: UInt64, _ refused: [RefusedFix], _ device: DeviceSlot, _ key: SessionKey,
    into actions: inout ActionList
  ) {
    acknowledged[Int(device.index)] = max(acknowledged[Int(device.index)], sequence)
    guard sessions.isOpen(key) else { return }
    ServerMessages.acknowledgement(sequence: sequence, refused: refused, to: key.id, into: &actions)
  }

  private mutating func sendPoints(into actions: inout ActionList) {
    guard desk.points.flight == nil else { return }
    if desk.points.pending.isEmpty {
      // Repetitions of what is durable already.
      let held = desk.points.takeHeld()
      return acknowledge(held, into: &actions)
    }
    var points: [TripFix] = []
    var held: [HeldAcknowledgement] = []
    if desk.points.pending.count <= PointOrder.pointsMax {
      swap(&points, &desk.points.pending)
      held = desk.points.takeHeld()
    } else {
      // The acknowledgements wait for the last of the points that were there when they were due.
      points = Array(desk.points.pending.prefix(PointOrder.pointsMax))
      desk.points.pending.removeFirst(PointOrder.pointsMax)
    }
    let number = desk.nextOrder()
    desk.orders.append(.points(PointOrder(number: number, points: points)))
    desk.points.flight = PointDesk.Flight(number: number, points: points, held: held)
  }

  private mutating func acknowledge(_ held: [HeldAcknowledgement], into actions: inout ActionList) {
    for next in held {
      desk.points.release(next.device)
      acknowledge(next.sequence, next.refused, next.device, next.session, into: &actions)
    }
  }

  /// The store has taken a batch of points, or not. One that it did not take is sent again a second later, under
  /// the same keys, so that it does no harm if it was taken after all.
  public mutating func settlePoints(
    _ number: OrderNumber, isDurable: Bool, now time: Instant, into actions: inout ActionList
  ) {
    observe(time)
    guard let flight = desk.points.flight, flight.number == number else { return }
    guard isDurable else {
      desk.counters.storeFaults += 1
      desk.alarms.set(.points, at: now.advanced(byMilliseconds: Self.retryMilliseconds))
      return
    }
    desk.counters.tripFixes += UInt64(flight.points.count)
    desk.points.flight = nil
    acknowledge(flight.held, into: &actions)
    sendPoints(into: &actions)
  }

  /// Whether a fix can be kept if it has to be. If the store has not kept up for long, the phone is sent away before
  /// anything is judged: what it has sent counts as never arrived, and comes again.
  mutating func hasRoom(for technician: UInt32, _ session: SessionID) -> Bool {
    guard desk.points.isFull, desk.journeys.isTravelling(technicians.roster.id(of: technician)) else {
      return true
    }
    close(session)
    desk.sentAway.append(session)
    return false
  }

  /// Closes the sockets of those who were sent away.
  mutating func closeSentAway(into actions: inout ActionList) {
    for session in desk.sentAway {
      actions.close(session, code: .draining, reason: "the store does not keep up; connect again later")
    }
    desk.sentAway.removeAll(keepingCapacity: true)
  }

  /// Sends the batch again that the store did not take.
  mutating func resendPoints() {
    guard let flight = desk.points.flight else { return }
    desk.orders.append(.points(PointOrder(number: flight.number, points: flight.points)))
  }
}
