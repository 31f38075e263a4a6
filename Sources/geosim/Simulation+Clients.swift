// What phones and viewers do, and what befalls them.

import Bedrock
import Engine
import GeoIndex
import Scene
import TrackHub

extension Simulation {
  // MARK: - The cast

  func makePhone(_ technician: Int, isGuest: Bool, from time: Int64) -> SimulatedPhone {
    // A guest's phone is new each time, so that its numbers begin again. Its stream is clean: the fault model
    // of an earlier life would remember what the engine has rightly forgotten.
    let rates = isGuest ? FaultRates() : (technician % 3 == 0 ? .heavy : .ordinary)
    return SimulatedPhone(
      technician: technician, id: TechnicianProfileSample.id(ofTechnician: technician),
      faults: FaultModel(seed: seed, technician: technician, rates: rates),
      nextReport: time + 100 + Int64(technician) * 50 % SimulatedPhone.intervalMilliseconds, isGuest: isGuest)
  }

  mutating func makeViewer(_ number: Int) -> SimulatedViewer {
    var watches: [SimulatedViewer.Watch] = []
    for _ in 0..<(1 + random.below(6)) {
      let id = phones[random.below(phones.count)].id
      guard !watches.contains(where: { $0.technician == id }) else { continue }
      watches.append(SimulatedViewer.Watch(name: "technician:\(id)", technician: id, box: nil))
    }
    let west = 46.66 + 0.06 * random.unit()
    let south = 24.65 + 0.05 * random.unit()
    let name = "map:\(west),\(south),\(west + 0.03),\(south + 0.03)"
    if case .map(let box)? = try? Topic(number % 3 == 0 ? "map:-180,-90,180,90" : name, field: "topic") {
      watches.append(
        SimulatedViewer.Watch(
          name: number % 3 == 0 ? "map:-180,-90,180,90" : name, technician: nil, box: box))
    }
    // Every second one is slow.
    return SimulatedViewer(
      number: number, rate: number % 2 == 0 ? 1_000_000 : Int64(600 + random.below(3_000)), watches: watches)
  }

  mutating func putProfile(_ technician: Int) {
    let sample = TechnicianProfileSample(technician: technician, seed: seed)
    let profile = TechnicianProfile(
      id: ClientID(trusted: sample.id), skills: sample.skills.map { ClientID(trusted: $0.id) },
      rating: Float(sample.ratingTenths) / 10, status: .available, document: sample.body())
    put(profile)
  }

  mutating func put(_ profile: TechnicianProfile) {
    engine.put(profile, now: instant)
    oracle.put(profile)
  }

  // MARK: - What befalls them

  /// Bad luck, and people's decisions: about one thing in every few turns.
  mutating func disturb() throws(BrokenPromise) {
    if random.chance(0.04) { change(random.below(phones.count)) }
    if random.chance(0.01) {
      comeOrGo(options.technicians + random.below(phones.count - options.technicians))
    }
    if random.chance(0.02) {
      breakOff(.phone(random.below(phones.count)), within: random.chance(0.1) ? 400_000 : 20_000)
    }
    if random.chance(0.004) { breakOff(.viewer(random.below(viewers.count)), within: 60_000) }
    if random.chance(0.01), let connection = viewers[random.below(viewers.count)].connection {
      network.stall(connection, until: now + Int64(random.below(30_000)))
    }
    if random.chance(0.01) { sayGoodbye(random.below(phones.count)) }
    if random.chance(0.000_15) { try restart() }
  }

  /// A booking service changes somebody's status, rating and skills.
  private mutating func change(_ technician: Int) {
    guard var profile = oracle.accounts[phones[technician].id]?.profile else { return }
    profile.status = TechnicianStatus.allCases[random.below(3)]
    profile.rating = Float(random.below(51)) / 10
    if random.chance(0.3) { profile.skills.append(ClientID(trusted: "extra-\(random.below(90))")) }
    profile.skills = Array(Set(profile.skills)).sorted()
    put(profile)
  }

  /// A guest joins the fleet, or is removed while the phone is at whatever it does.
  private mutating func comeOrGo(_ technician: Int) {
    if phones[technician].exists {
      let id = ClientID(trusted: phones[technician].id)
      _ = engine.remove(technician: id, now: instant, into: &actions)
      oracle.remove(id.text)
      // The engine has acknowledged what it owed, and closes the phone's session at the end of the turn.
      phones[technician].exists = false
      if let connection = phones[technician].connection { network.breakOff(connection, at: now) }
      phones[technician].connection = nil
    } else {
      phones[technician] = makePhone(technician, isGuest: true, from: now)
      putProfile(technician)
    }
  }

  private mutating func breakOff(_ client: Link.Client, within: Int) {
    let connection: ConnectionNumber?
    switch client {
    case .phone(let number): connection = phones[number].connection
    case .viewer(let number): connection = viewers[number].connection
    }
    guard let connection else { return }
    network.breakOff(connection, at: now)
    disconnected(client)
    let back = now + 200 + Int64(random.below(within))
    switch client {
    case .phone(let number): phones[number].reconnectAt = back
    case .viewer(let number): viewers[number].reconnectAt = back
    }
  }

  private mutating func sayGoodbye(_ technician: Int) {
    guard phones[technician].isWelcomed, let connection = phones[technician].connection else { return }
    network.sendToServer(SimulatedPhone.bye, connection, at: now)
    breakOff(.phone(technician), within: 30_000)
  }

  /// The client has noticed that its connection is gone.
  mutating func disconnected(_ client: Link.Client) {
    switch client {
    case .phone(let number):
      phones[number].connection = nil
      phones[number].isWelcomed = false
      phones[number].reconnectAt = now + 1_000
    case .viewer(let number):
      viewers[number].disconnected()
      viewers[number].reconnectAt = now + 1_000
    }
  }

  // MARK: - What they do

  mutating func runPhones() {
    for number in phones.indices where phones[number].exists {
      if phones[number].connection == nil, now >= phones[number].reconnectAt || isDraining {
        let connection = connect(.phone(number), rate: 1_000_000)
        phones[number].connection = connection
        network.sendToServer(phones[number].hello(), connection, at: now)
      }
      guard now >= phones[number].nextReport, !isDraining else { continue }
      phones[number].nextReport += SimulatedPhone.intervalMilliseconds
      report(number)
    }
  }

  /// A clean fix goes through the fault model; what comes out is kept and, when there is a connection, sent.
  private mutating func report(_ number: Int) {
    let fix = fleet.fix(of: phones[number].technician, at: instant)
    var reports: [FixReport] = []
    phones[number].faults.pass(fix, at: instant, into: &reports)
    for report in reports {
      if report.expected != .duplicate {
        phones[number].outbox.append(report)
        oracle.expect(report, of: phones[number].id)
      }
      guard phones[number].isWelcomed, let connection = phones[number].connection else { continue }
      network.sendToServer(SimulatedPhone.message([report]), connection, at: now)
      // The application sends again what it believes lost.
      if random.chance(0.01) {
        network.sendToServer(SimulatedPhone.message([report]), connection, at: now)
      }
    }
  }

  mutating func runViewers() {
    for number in viewers.indices {
      guard let connection = viewers[number].connection else {
        guard now >= viewers[number].reconnectAt || isDraining else { continue }
        let connection = connect(.viewer(number), rate: viewers[number].rate)
        viewers[number].connection = connection
        network.sendToServer(viewers[number].hello(), connection, at: now)
        continue
      }
      guard viewers[number].isWelcomed, now % 5_000 == 0 else { continue }
      for message in viewers[number].askForInactive() { network.sendToServer(message, connection, at: now) }
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
      answers = try phones[number].read(frame, resendsAll: random.chance(0.3))
    case .viewer(let number):
      guard viewers[number].connection == connection else { return }
      answers = try viewers[number].read(frame)
    }
    for answer in answers { network.sendToServer(answer, connection, at: now) }
  }
}
