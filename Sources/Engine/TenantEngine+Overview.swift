// The topic of control rooms: all bookings in service as rows, and each event with the row that follows from it.

import Bedrock
import TrackHub
import Trips

extension TenantEngine {
  /// The most rows in the state of the overview.
  static let overviewRowsMax = 2_000

  /// Begins to watch the overview.
  mutating func subscribeOverview(
    _ session: SessionID, since: EventOffset?, into actions: inout ActionList
  ) -> TopicHub.SubscribeOutcome {
    let ops = desk.ops ?? hub.openSubject(.ops)
    desk.ops = ops
    let members = overview()
    return hub.subscribe(
      toSubject: ops, since: since, session: session, state: { json in json.members(of: members) },
      into: &actions)
  }

  /// The overview has changed. It is large, so it is written when somebody needs it.
  mutating func overviewChanged() {
    guard let ops = desk.ops else { return }
    hub.outdateState(ops)
  }

  /// Tells viewers what is new. Whoever has missed events of the overview starts over, with the overview as it is.
  mutating func tellViewers(into actions: inout ActionList) {
    hub.flush(technicians, into: &actions)
    guard let ops = desk.ops, hub.wantsState(ops) else { return }
    let members = overview()
    hub.setState(ops) { json in json.members(of: members) }
    hub.flush(technicians, into: &actions)
  }

  /// Publishes an event of a booking to control rooms.
  /// - Parameter row: the booking's row after the event.
  mutating func publish(_ event: TripEvent, row: [UInt8], on ops: SubjectSlot) {
    hub.publish(ops, kind: event.change.name, at: event.time.observed) { json in
      json.key("event")
      event.write(to: &json)
      json.key("row")
      json.raw(row)
    }
  }

  /// A booking has left service, a moment after its end: control rooms strike its row.
  mutating func publishLeaving(_ booking: ClientID) {
    guard let ops = desk.ops else { return }
    hub.publish(ops, kind: "left", at: now) { json in
      json.member("booking", booking.text)
      json.key("row")
      json.null()
    }
    overviewChanged()
  }

  /// The row of a booking as it is now.
  func overviewRow(_ life: BookingLife) -> [UInt8] {
    var json = JSONWriter()
    writeRow(life, &json)
    return json.finish()
  }

  private func writeRow(_ life: BookingLife, _ json: inout JSONWriter) {
    let arrival = eta(life)
    let milliseconds = arrival.map { Int64($0.estimate.expectedSeconds * 1_000) }
    // Read anew: the mark that was told last belongs to the time before the event.
    let reading = life.booking.sla(
      now: now, etaMilliseconds: milliseconds, thresholds: settings.sla.thresholds)
    OverviewRow.write(life, mark: reading.mark, eta: arrival, &json)
  }

  /// The members of the overview's state, as an object. O(bookings log bookings).
  private func overview() -> [UInt8] {
    let (slots, isCut) = mostUrgent(Self.overviewRowsMax)
    var json = JSONWriter()
    json.beginObject()
    TopicDocument.write(counts: desk.table.counts, &json)
    json.key("rows")
    json.beginArray()
    for slot in slots {
      if let life = desk.table[slot].life { writeRow(life, &json) }
    }
    json.endArray()
    if isCut {
      json.key("isCut")
      json.bool(true)
    }
    json.endObject()
    return json.finish()
  }

  /// The bookings whose next promise falls due first; then those without one, the oldest first; then those that have
  /// ended.
  private func mostUrgent(_ limit: Int) -> (slots: [Int], isCut: Bool) {
    var found: [(due: Instant, placedAt: Instant, slot: Int)] = []
    found.reserveCapacity(desk.table.count)
    for slot in desk.table.occupiedSlots {
      guard let life = desk.table[slot].life else { continue }
      let none = life.booking.state.isFinal ? Instant.latest.advanced(byMilliseconds: 1) : .latest
      found.append((dueAt(life) ?? none, life.booking.placedAt, slot))
    }
    found.sort { ($0.due, $0.placedAt, $0.slot) < ($1.due, $1.placedAt, $1.slot) }
    return (found.prefix(limit).map(\.slot), found.count > limit)
  }
}
