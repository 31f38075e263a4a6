// What a tenant consists of while geod runs.

public import Bedrock
import GeoIndex
import Matcher
public import TrackHub
public import Trips

/// Everything of one tenant: technicians, positions, index, viewers. Owned by the tenant's home loop.
///
/// Calls carry the engine time; it never runs backwards here, whatever the caller says. Messages and
/// closes are appended to an ``ActionList`` that the caller carries out.
public struct TenantEngine: ~Copyable {
  /// The settings in force.
  public private(set) var settings: TenantSettings
  /// Engine time as of the last call.
  public private(set) var now: Instant
  /// The account of all fixes since the start.
  public internal(set) var ledger = FixLedger()
  /// Names this life of the engine: offsets of events are comparable only within one epoch.
  public let epoch: UInt64
  /// Whether another process may serve the same tenant: then the store is asked for bookings that are not known here.
  public var isShared = false
  /// How long ways take, as far as it was learned. Candidates and expected arrivals come from the same numbers.
  public internal(set) var travelTimes: TravelTimeModel

  var technicians = TechnicianTable()
  var profiles: [TechnicianProfile?] = []
  var skills = SkillTable()
  var skillBits: [UInt64] = []
  var columns = MatchColumns()
  var credentialNames = NumberedNames()
  var zoneNames = NumberedNames()
  var zoneBook = ZoneBook()
  var histories: [FixHistory] = []
  var devices = DeviceTable()
  var deviceLedgers: [FixLedger] = []
  var index = MovingIndex()
  var search = NearbySearch()
  var matchSearch = MatchSearch()
  var hub: TopicHub
  var sessions = SessionTable()
  var desk: BookingDesk
  /// How many technicians were removed in this life.
  public internal(set) var removedCount: UInt64 = 0
  /// By device: everything up to here may be forgotten by the phone.
  var acknowledged: [UInt64] = []
  // Scratch memory, kept between calls.
  var changed: [UInt32] = []
  var neighbors: [Neighbor] = []
  var matchResult = MatchResult()

  /// An empty tenant.
  /// - Parameters:
  ///   - epoch: Unix milliseconds of the start; must be another one in each life.
  ///   - entropy: makes the identifiers of this life; must be another one in each life of each process. They are
  ///     unique, not secret.
  public init(settings: TenantSettings, now: Instant, epoch: UInt64, entropy: UInt64) {
    precondition(settings.faults.isEmpty, "settings are validated at the border")
    self.settings = settings
    self.now = now
    self.epoch = epoch
    self.hub = TopicHub(epoch: epoch)
    self.desk = BookingDesk(leasesMax: settings.offers.policy.leasesMax, entropy: entropy)
    self.travelTimes = TravelTimeModel(settings.travelTime.model)
  }

  /// Changes the settings. They hold for everything from now on. O(1), O(technicians) for another time zone.
  public mutating func apply(_ settings: TenantSettings) {
    precondition(settings.faults.isEmpty, "settings are validated at the border")
    let old = self.settings
    self.settings = settings
    if settings.offers.leasesMax != old.offers.leasesMax { renewLeases() }
    if settings.offers != old.offers { lookAgainForAll() }
    if settings.customer != old.customer { refreshAllShares() }
    guard settings.travelTime != old.travelTime else { return }
    travelTimes = travelTimes.with(settings.travelTime.model)
    if settings.travelTime.utcOffsetMinutes != old.travelTime.utcOffsetMinutes { updateAllColumns() }
  }

  /// Lets time pass: whoever fell silent becomes idle or offline, and watchers are told. O(changes).
  public mutating func advance(to time: Instant, into actions: inout ActionList) {
    observe(time)
    changed.removeAll(keepingCapacity: true)
    technicians.advance(to: now, thresholds: settings.presence, changed: &changed)
    for technician in changed { publishPresence(of: technician) }
    zoneBook.seal()
    ring(into: &actions)
  }

  /// Writes what is due: acknowledgements, and what viewers have to be told. Called once per turn of the
  /// loop, so that one frame acknowledges everything a phone has sent in that turn.
  ///
  /// The caller carries out the actions before it calls anything else: the numbers of sessions that ended
  /// before this flush are given to new ones after it.
  /// - Parameter viewers: false to acknowledge only and let viewers wait a little.
  public mutating func flush(viewers: Bool = true, into actions: inout ActionList) {
    // Before anything is published: a share that has expired sees nothing more.
    ring(into: &actions)
    noteArrivals(into: &actions)
    flushAcknowledgements(into: &actions)
    if viewers { tellViewers(into: &actions) }
    sessions.reuseEnded()
  }

  /// Whether a viewer has something to be told, so that ``flush(into:)`` should be called soon.
  public var hasViewerWork: Bool { hub.hasWork }

  mutating func observe(_ time: Instant) {
    now = max(now, time)
  }

  /// Numbers for metrics. O(1).
  public var statistics: TenantStatistics {
    TenantStatistics(
      technicians: technicians.roster.count, online: technicians.presence.count(.online),
      idle: technicians.presence.count(.idle), positions: index.count, sessions: sessions.count,
      subscriptions: hub.subscriptionCount, ledger: ledger, bookings: desk.statistics)
  }
}

/// What a tenant looks like in numbers.
public struct TenantStatistics: Sendable {
  /// Technicians with a profile.
  public var technicians: Int
  /// Technicians heard of recently.
  public var online: Int
  /// Technicians silent for a while.
  public var idle: Int
  /// Technicians with a position.
  public var positions: Int
  /// Open sessions of phones and viewers.
  public var sessions: Int
  /// Topics being watched, counted per viewer.
  public var subscriptions: Int
  /// Fixes by verdict.
  public var ledger: FixLedger
  /// Bookings, offers and trips.
  public var bookings: BookingStatistics
}
