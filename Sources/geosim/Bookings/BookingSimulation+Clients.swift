// What phones and viewers do, and what befalls everybody.

import Bedrock
import Engine
import TrackHub
import Trips

extension BookingSimulation {
  // MARK: - The cast

  mutating func addTechnician(_ number: Int) {
    let id = ClientID(trusted: "tech-\(number)")
    var profile = TechnicianProfile(
      id: id, skills: number % 2 == 0 ? [ClientID(trusted: "locks")] : [],
      rating: Float(random.below(51)) / 10, status: .available, document: Self.document(of: number))
    profile.capacity = random.chance(0.8) ? 1 : 2
    profiles[id] = profile
    engine.put(profile, now: instant)
    phones.append(
      TechnicianPhone(
        number: number, id: id, nextReport: 50 + Int64(number) * 100, latitude: somewhere(24.7),
        longitude: somewhere(46.7)))
  }

  /// A profile as it is stored, with what customers must not see.
  private static func document(of number: Int) -> [UInt8] {
    let secret = ShareDisclosure.secret
    return Array(
      """
      {"credentials":[{"jurisdiction":"SA","kind":"locks","number":"\(secret)"},\
      {"kind":"\(secret)","status":"pending"}],"name":{"en":"Tech \(number)"},"zones":["\(secret)"]}
      """.utf8)
  }

  mutating func addWatcher(_ proof: TopicWatcher.Proof, _ topics: [String], rate: Int64) {
    watchers.append(TopicWatcher(number: watchers.count, rate: rate, proof: proof, topics: topics))
  }

  // MARK: - What befalls them

  mutating func disturb() throws(BrokenPromise) {
    if random.chance(0.006) { placeBooking() }
    if random.chance(0.012) { wishSomething() }
    if random.chance(0.012) { shareSomething() }
    if random.chance(0.006) { breakOff(.phone(random.below(phones.count))) }
    if random.chance(0.002) { breakOff(.watcher(random.below(watchers.count))) }
    if random.chance(0.002), let connection = watchers[random.below(watchers.count)].connection {
      network.stall(connection, until: now + Int64(random.below(20_000)))
    }
    if random.chance(0.000_5) { store.fail(until: now + Int64(random.below(15_000))) }
    if random.chance(0.002) { try changeProfile(random.below(phones.count)) }
    if random.chance(0.000_5) { try changeSettings() }
    if random.chance(0.000_3) { try losePower() }
    if now % 10_000 == 0 { snapshot = engine.snapshot() }
  }

  /// A service changes somebody's status, or removes and adds them.
  private mutating func changeProfile(_ number: Int) throws(BrokenPromise) {
    let id = phones[number].id
    guard var profile = profiles[id] else { return }
    profile.status = random.chance(0.7) ? .available : .paused
    profiles[id] = profile
    let isNew = random.chance(0.1)
    try call { engine, actions, now in
      if isNew { _ = engine.remove(technician: id, now: now, into: &actions) }
      engine.put(profile, now: now)
    }
    if isNew { oracle.forget(id) }
  }

  private mutating func changeSettings() throws(BrokenPromise) {
    settings.offers.leasesMax = 1 + random.below(2)
    settings.offers.waveSize = 1 + random.below(4)
    settings.offers.isAutomatic = random.chance(0.8)
    let settings = settings
    try call { engine, _, _ in engine.apply(settings) }
  }

  private mutating func breakOff(_ client: Link.Client) {
    let connection: ConnectionNumber?
    switch client {
    case .phone(let number): connection = phones[number].connection
    case .watcher(let number): connection = watchers[number].connection
    }
    guard let connection else { return }
    network.breakOff(connection, at: now)
    disconnected(client)
    let back = now + 200 + Int64(random.below(15_000))
    switch client {
    case .phone(let number): phones[number].reconnectAt = back
    case .watcher(let number): watchers[number].reconnectAt = back
    }
  }

  /// The client has noticed that its connection is gone.
  mutating func disconnected(_ client: Link.Client) {
    switch client {
    case .phone(let number):
      phones[number].connection = nil
      phones[number].isWelcomed = false
      phones[number].reconnectAt = now + 1_000
    case .watcher(let number):
      watchers[number].disconnected()
      watchers[number].reconnectAt = now + 1_000
    }
  }

  /// Nothing new comes; what nobody will take is called off.
  mutating func drain() throws(BrokenPromise) {
    if !settings.offers.isAutomatic {
      settings.offers.isAutomatic = true
      let settings = settings
      try call { engine, _, _ in engine.apply(settings) }
    }
    guard now % 10_000 == 0 else { return }
    for booking in engine.bookingsInService {
      switch engine.standing(of: booking)?.life?.booking.state {
      case .open, .offering, .unfilled:
        let wish = Request.Wish.ask(.cancel(reason: .none))
        planned.append((now, Request(booking: booking, wish: wish, actor: Party(.service))))
      default: break
      }
    }
  }

  // MARK: - What they do

  mutating func runPhones() {
    for number in phones.indices {
      if phones[number].connection == nil, now >= phones[number].reconnectAt {
        let connection = connect(.phone(number), rate: 1_000_000)
        phones[number].connection = connection
        network.sendToServer(phones[number].hello(), connection, at: now)
      }
      if now >= phones[number].nextReport {
        phones[number].nextReport += TechnicianPhone.intervalMilliseconds
        // Whoever has nothing to do stops reporting in the end, so that the run can end.
        if !isDraining || !phones[number].jobs.isEmpty {
          say(phones[number].report(at: instant, &random), number)
        }
      }
      phones[number].nudge(now: now, isCalm: isDraining, &random)
      guard phones[number].plans.contains(where: { $0.at <= now }) else { continue }
      let due = phones[number].plans.filter { $0.at <= now }
      phones[number].plans.removeAll { $0.at <= now }
      for plan in due {
        say(phones[number].begin(plan.action, now: now), number)
        // Some press twice.
        if random.chance(0.1) { say(phones[number].begin(plan.action, now: now), number) }
      }
    }
  }

  private mutating func say(_ message: [UInt8], _ number: Int) {
    guard phones[number].isWelcomed, let connection = phones[number].connection else { return }
    network.sendToServer(message, connection, at: now)
  }

  mutating func runWatchers() {
    for number in watchers.indices where !watchers[number].isGone {
      guard let connection = watchers[number].connection else {
        guard now >= watchers[number].reconnectAt else { continue }
        let connection = connect(.watcher(number), rate: watchers[number].rate)
        watchers[number].connection = connection
        network.sendToServer(watchers[number].hello(), connection, at: now)
        continue
      }
      guard watchers[number].isWelcomed, now % 10_000 == 0 else { continue }
      for message in watchers[number].askForInactive() { network.sendToServer(message, connection, at: now) }
    }
  }

  private mutating func connect(_ client: Link.Client, rate: Int64) -> ConnectionNumber {
    connections.append(Link(client: client))
    return network.open(rate: rate)
  }

  /// A frame has reached a client.
  mutating func read(_ frame: FrameValue, _ connection: ConnectionNumber) throws(BrokenPromise) {
    let answers: [[UInt8]]
    switch connections[connection].client {
    case .phone(let number):
      guard phones[number].connection == connection else { return }
      answers = try phones[number].read(frame, now: now, isCalm: isDraining, &random)
    case .watcher(let number):
      guard watchers[number].connection == connection else { return }
      answers = try watchers[number].read(frame)
    }
    for answer in answers { network.sendToServer(answer, connection, at: now) }
  }
}
