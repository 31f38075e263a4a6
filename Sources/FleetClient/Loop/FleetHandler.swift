// The program of a fleet's thread: the events of the sockets, and what each leads to. Connecting is in
// +Connecting, what phones and viewers do in +Phones and +Viewers.

import Bedrock
internal import Dispatch
import Transport

/// All sockets of a fleet. What phones do with offers and trips is in +Bookings, topics are in +Topics. Belongs to one loop's thread.
final class FleetHandler: LoopHandler {
  typealias Mail = FleetMail

  /// Whose socket a connection is.
  enum Owner {
    case phone(Int)
    case viewer(Int)
  }

  /// Where a socket is in its life.
  enum Stage {
    /// Not connected, or waiting to be connected again.
    case absent
    /// In the handshake or waiting for `welcome`.
    case arriving
    /// Welcomed.
    case ready
  }

  struct Phone {
    let id: ClientID
    let token: String
    var connection: ConnectionID?
    var stage = Stage.absent
    var attempts = 0
    /// Was ready at least once, so that its numbers are known.
    var hasNumbers = false
    var ledger = PhoneLedger()
    /// What it has said about bookings and not heard an answer to.
    var commands = CommandLedger()
    /// The trip that it knows to be under way.
    var trip: UUIDv7?
  }

  struct Viewer {
    let credential: FleetCredential
    let takesTopics: Bool
    let handsOverEvents: Bool
    var topics: [TopicWatcher]
    var connection: ConnectionID?
    var stage = Stage.absent
    var attempts = 0
    /// Is welcomed and has the state of every topic; counted as ready.
    var isReady = false
    /// A share's viewer that was told the end: its place is free for another.
    var isOver = false

    init(_ viewer: FleetViewer) {
      credential = viewer.credential
      takesTopics = viewer.takesTopics
      handsOverEvents = viewer.handsOverEvents
      topics = viewer.topics.map { TopicWatcher(topic: $0) }
    }
  }

  let configuration: FleetConfiguration
  let news: FleetNews
  var statistics = FleetStatistics()
  var phones: [Phone]
  var viewers: [Viewer]
  var owners: [ConnectionID: Owner] = [:]
  var encoder = FixEncoder()
  var ackScanner = AckScanner()
  var positionScanner = PositionScanner()
  var topicScanner = TopicScanner()
  var sightings: SightingTable
  var arrivals = ArrivalPlan()
  private var readyWaiters: [DispatchSemaphore] = []
  private var settledWaiters: [DispatchSemaphore] = []
  /// The fleet is being stopped: what ends now ends as it should.
  private(set) var isLeaving = false

  init(_ configuration: FleetConfiguration, _ news: FleetNews) {
    self.configuration = configuration
    self.news = news
    phones = configuration.phones.map { Phone(id: $0.id, token: $0.token) }
    viewers = configuration.viewers.map { Viewer($0) }
    sightings = SightingTable(
      phones: configuration.phones.map(\.id), viewerCount: configuration.viewers.count)
  }

  var lastAccepted: [OutgoingFix?] { phones.map(\.ledger.lastAccepted) }

  func mail(_ mail: FleetMail, _ loop: inout LoopControl) {
    switch mail {
    case .connect: beginConnecting(&loop)
    case .report(let reports): send(reports, &loop)
    case .say(let command, let phone): say(command, phone: phone, &loop)
    case .watch(let topic, let phone): watch(topic, phone: phone, &loop)
    case .watchShare(let key, let phone): watchShare(key: key, phone: phone, &loop)
    case .whenReady(let waiter): readyWaiters.append(waiter)
    case .whenSettled(let waiter): settledWaiters.append(waiter)
    case .ask(let question): question(self)
    }
  }

  func request(_ request: HTTPRequest, on connection: ConnectionID, _ loop: inout LoopControl) {
    preconditionFailure("a fleet listens nowhere")
  }

  func webSocketOpened(_ connection: ConnectionID, _ loop: inout LoopControl) {
    switch owners[connection] {
    case .phone(let phone): encoder.encodeHello(token: phones[phone].token)
    case .viewer(let viewer):
      encoder.encodeHello(viewers[viewer].credential, resuming: viewers[viewer].topics)
    case nil: return
    }
    transmit(to: connection, &loop)
  }

  func message(_ payload: Span<UInt8>, isText: Bool, on connection: ConnectionID, _ loop: inout LoopControl) {
    guard let owner = owners[connection] else { return }
    guard isText, let kind = ServerFrame.kind(of: payload) else {
      statistics.noteError("a message that is no JSON object with a type")
      return
    }
    switch (owner, kind) {
    case (.phone(let phone), .ack): acknowledged(payload, phone: phone)
    case (.phone(let phone), .welcome): welcomed(payload, phone: phone, &loop)
    case (.viewer(let viewer), .pos): saw(payload, viewer: viewer)
    case (.viewer(let viewer), .state), (.viewer(let viewer), .event), (.viewer(let viewer), .resync),
      (.viewer(let viewer), .end):
      heard(kind, payload, viewer: viewer)
    case (.viewer(let viewer), .welcome): welcomed(viewer: viewer, &loop)
    case (.phone(let phone), .offer), (.phone(let phone), .outcome), (.phone(let phone), .assignment),
      (.phone(let phone), .trip):
      heard(kind, payload, phone: phone)
    case (.phone(let phone), .error): refused(payload, phone: phone)
    case (.viewer(let viewer), .error): refused(payload, viewer: viewer)
    case (_, .ack), (_, .pos), (_, .state), (_, .event), (_, .resync), (_, .end), (_, .offer), (_, .outcome),
      (_, .assignment), (_, .trip), (_, .other):
      break
    }
  }

  /// An `error` that nothing explains.
  func noteRefusal(_ payload: borrowing Span<UInt8>) {
    statistics.noteError("the server says: \(FrameCursor.string(payload, 0..<min(payload.count, 300)))")
  }

  func webSocketClosed(_ connection: ConnectionID, code: UInt16?, _ loop: inout LoopControl) {
    ended(connection, reason: "closed with \(code.map(String.init) ?? "no code")", code: code, &loop)
  }

  func connectFailed(_ connection: ConnectionID, _ failure: ConnectFailure, _ loop: inout LoopControl) {
    ended(connection, reason: "not connected: \(failure)", code: nil, &loop)
  }

  /// Queues the message that was encoded last.
  func transmit(to connection: ConnectionID, _ loop: inout LoopControl) {
    let bytes = encoder.bytes
    loop.send(text: bytes.span, to: connection)
  }

  func timer(_ token: UInt64, _ loop: inout LoopControl) { arrivalTimer(token, &loop) }

  func turnEnded(_ loop: inout LoopControl) {
    if !readyWaiters.isEmpty, statistics.phonesReady == phones.count,
      statistics.viewersReady == configuration.viewers.count
    {
      for waiter in readyWaiters { waiter.signal() }
      readyWaiters.removeAll()
    }
    if !settledWaiters.isEmpty, statistics.unacknowledged == 0 {
      for waiter in settledWaiters { waiter.signal() }
      settledWaiters.removeAll()
    }
  }

  func draining(_ loop: inout LoopControl) {
    isLeaving = true
    encoder.encodeGoodbye()
    for phone in phones {
      guard phone.stage == .ready, let connection = phone.connection else { continue }
      transmit(to: connection, &loop)
    }
    loop.closeAllWebSockets(.normal)
  }
}
