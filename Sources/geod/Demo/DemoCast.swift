// Who takes part in a demo: the server's options, phones, viewers, the booking service.

import Access
import Bedrock
import FleetClient
import Foundation
import Scene

/// Everybody and everything of one demo before it begins.
struct DemoCast {
  let configuration: DemoConfiguration
  let profiles: [TechnicianProfileSample]
  /// When engine time agreed with the wall clock.
  let origin: Instant

  init(_ configuration: DemoConfiguration, origin: Instant) {
    self.configuration = configuration
    self.origin = origin
    profiles = (0..<configuration.technicians).map {
      TechnicianProfileSample(technician: $0, seed: configuration.seed)
    }
  }

  /// The server as a child of this process.
  var child: ChildServer.Configuration {
    var child = ChildServer.Configuration(executable: OwnExecutable.url, tenant: DemoConfiguration.tenant)
    child.tenantName = "Demo"
    child.keepsFolder = configuration.keepsFolder
    child.arguments = [
      "--clock", "scaled", "--time-scale", String(configuration.timeScale),
      "--clock-origin", String(origin.milliseconds), "--log-level", "warning", "--map",
      "sample:\(configuration.seed)",
      // The whole city shares one address here, and in faster time phones send faster.
      "--rate-per-address", "0", "--rate-fixes", "0",
    ]
    child.storeArguments = configuration.database?.arguments ?? []
    if let bound = configuration.storeMaxMebibytes { child.arguments += ["--store-max-mb", String(bound)] }
    if let folder = configuration.pagesFolder { child.arguments += ["--pages-from", folder] }
    return child
  }

  /// Longer than anybody lets a database be silent.
  private static let patienceMilliseconds: Int64 = 90_000

  /// The same engine time that the server has.
  var clock: EngineClock { EngineClock(.scaled(configuration.timeScale, origin: origin)) }

  /// What the server has to know before anybody comes.
  func introduce(to target: ServerTarget) throws {
    try target.service(.service).importTechnicians(profiles.map(Self.line))
    try target.service(.admin).putFirstSettings(
      DemoConfiguration.settings, of: DemoConfiguration.tenant, reason: "a demo")
    let service = try target.service(.service)
    for zone in ServiceZones.all { try service.putZone(zone) }
  }

  /// Phones and viewers.
  func fleet(_ target: ServerTarget, _ record: FleetRecord) throws -> FleetConfiguration {
    var fleet = FleetConfiguration(
      address: target.address,
      phones: try profiles.map { profile in
        let id = ClientID(trusted: profile.id)
        return FleetPhone(id: id, token: try target.desk.token(.technician, subject: id))
      })
    fleet.record = record
    fleet.reconnects = configuration.isUnderFire
    let token = try target.desk.token(.dispatcher, subject: ClientID(trusted: "dispatcher"))
    let city = SceneBox.riyadh
    let map = "map:\(city.westDegrees),\(city.southDegrees),\(city.eastDegrees),\(city.northDegrees)"
    var controlRoom = FleetViewer(token: token, topics: ["ops"])
    controlRoom.handsOverEvents = true
    fleet.viewers = [FleetViewer(token: token, topics: [map]), controlRoom]
    for profile in profiles.prefix(configuration.technicianViewers) {
      fleet.viewers.append(FleetViewer(token: token, topics: ["technician:\(profile.id)"]))
    }
    for _ in 0..<configuration.topicViewers {
      var viewer = FleetViewer(token: token, topics: [])
      viewer.takesTopics = true
      fleet.viewers.append(viewer)
    }
    return fleet
  }

  /// The booking service and its dispatcher.
  func office(_ target: ServerTarget, _ fleet: Fleet, _ record: FleetRecord) throws -> BookingOffice {
    let service = try connection(target, .service, "booking-service")
    let dispatcher = try connection(target, .dispatcher, "dispatcher")
    let (clock, people, seed) = (clock, DemoPeople(profiles), configuration.seed)
    let start = clock.now()
    let demand = DemandSource(seed: seed, technicians: configuration.technicians, start: start)
    return BookingOffice(clock: clock) {
      OfficeDesk(
        OfficeDesk.Tools(
          service: service(), dispatcher: dispatcher(), fleet: fleet, record: record, people: people),
        demand: demand, seed: seed, start: start)
    }
  }

  /// Somebody who asks who is near.
  func prober(_ target: ServerTarget) throws -> NearbyProber {
    NearbyProber(
      seed: configuration.seed, technicians: configuration.technicians,
      questionsPerSecond: configuration.questionsPerSecond,
      makeService: try connection(target, .service, "booking-service"))
  }

  /// Makes connections with a token, on the thread that will use them. They are patient where things are broken.
  func connection(
    _ target: ServerTarget, _ role: Role, _ subject: String
  ) throws -> @Sendable () -> ServiceAPI {
    let token = try target.desk.token(role, subject: ClientID(trusted: subject))
    let (address, isPatient) = (target.address, configuration.isUnderFire)
    return {
      let service = ServiceAPI(address, token: token)
      service.patienceMilliseconds = isPatient ? Self.patienceMilliseconds : 0
      return service
    }
  }

  /// A profile as a line of the import.
  private static func line(_ profile: TechnicianProfileSample) -> [UInt8] {
    var json = JSONWriter()
    profile.write(to: &json, withID: true)
    return json.finish()
  }
}
