// Counted cells: what viewers believe after any history is what somebody would count by hand.

import Bedrock
import GeoIndex
import TestSupport
import Testing
import TrackHub

/// What somebody who watches counted cells believes.
struct ClusterViewer {
  struct Cell: Equatable {
    var count: Int
    var jobs: [String: Int]
  }

  var cells: [String: Cell] = [:]
  var means: [String: (latitude: Double, longitude: Double)] = [:]
  var told = 0

  mutating func read(_ frames: [[String: Any]]) {
    for frame in frames where frame.text("type") == "pos" {
      for item in frame.objects("items") ?? [] {
        guard let name = item.text("cell"), let count = item.whole("count") else { continue }
        told += 1
        let jobs = (item["jobs"] as? [String: Any])?.compactMapValues { ($0 as? Int) } ?? [:]
        cells[name] = Cell(count: count, jobs: jobs)
        means[name] = (item.number("lat") ?? 0, item.number("lon") ?? 0)
      }
      for name in frame["gone"] as? [String] ?? [] { cells[name] = nil }
    }
  }
}

@Suite struct ClusterTests {
  let viewer = SessionID(0)

  private static func view(_ text: String) throws -> ClusterView {
    guard case .clusters(let view) = try Topic("clusters:\(text)", field: "topic") else {
      throw FieldError(field: "topic", code: .badFormat, message: "is another topic")
    }
    return view
  }

  /// Everybody counted one by one.
  private static func counted(
    _ world: borrowing TechnicianTable, _ view: ClusterView
  ) -> [String: ClusterViewer.Cell] {
    // All cells of the level that share a stored position with the box.
    let range = GeohashRange(view.box, bits: 5 * view.level)
    var cells: [String: ClusterViewer.Cell] = [:]
    for slot in world.roster.occupiedSlots {
      guard let position = world.position(of: slot),
        case let place = Geohash(position.point, bits: 5 * view.level), range.contains(place),
        let name = place.text
      else { continue }
      let activity = TechnicianActivity(
        job: world.job(of: slot), presence: world.presence.presence(of: slot),
        status: world.roster.status(of: slot))
      var cell = cells[name] ?? ClusterViewer.Cell(count: 0, jobs: [:])
      cell.count += 1
      cell.jobs["\(activity.name)", default: 0] += 1
      cells[name] = cell
    }
    return cells
  }

  @Test func viewersBelieveWhatIsCounted() throws {
    for seed in Seeds.all("clusters") {
      var random = SeededRandom(seed: seed)
      var bench = TopicHubBench()
      // One box in the middle, one across the antimeridian, one for all.
      let places = ["0,0,11.25,11.25@3", "170,-20,-170,20@3", "-180,-90,180,90@3", "1,1,3,3@4"]
      let views = try places.map(Self.view)
      var believers = views.map { _ in ClusterViewer() }
      for (number, view) in views.enumerated() {
        let session = SessionID(UInt32(number))
        bench.hub.open(session)
        #expect(
          bench.hub.subscribe(
            toClusters: view, name: "c", session: session, bench.world, into: &bench.actions) == .subscribed)
      }
      bench.actions.removeAll()
      var slots: [UInt32] = []
      for _ in 0..<60 {
        for _ in 0..<random.below(30) {
          switch random.below(10) {
          case 0 where slots.count > 5:
            bench.remove(slots.remove(at: random.below(slots.count)))
          case 0...3: slots.append(bench.add("t\(slots.count)-\(bench.now)-\(random.below(1 << 40))"))
          case 4 where !slots.isEmpty:
            _ = bench.world.setJob(
              TechnicianJob.allCases[random.below(6)], of: slots[random.below(slots.count)])
          default:
            guard !slots.isEmpty else { continue }
            let slot = slots[random.below(slots.count)]
            // Most of them near each other, some anywhere.
            if random.chance(0.8) {
              bench.move(slot, random.unit() * 4, random.unit() * 4)
            } else {
              bench.move(slot, random.unit() * 180 - 90, random.unit() * 359 - 180)
            }
          }
        }
        bench.hub.refreshClusters(bench.world)
        while bench.hub.hasWork { bench.hub.flush(bench.world, into: &bench.actions) }
        for (number, view) in views.enumerated() {
          believers[number].read(try Wire.frames(bench.actions, to: SessionID(UInt32(number))))
          #expect(
            believers[number].cells == Self.counted(bench.world, view), "seed \(seed): \(places[number])")
        }
        bench.actions.removeAll()
      }
      #expect(believers[2].cells.count > 20)
    }
  }

  @Test func nothingIsToldTwiceAndMeansFollow() throws {
    var bench = TopicHubBench()
    let (a, b) = (bench.add("a"), bench.add("b"))
    bench.move(a, 0.2, 0.2)
    bench.move(b, 0.4, 0.4)
    bench.hub.open(viewer)
    let view = try Self.view("0,0,1,1@3")
    _ = bench.hub.subscribe(
      toClusters: view, name: "mine", session: viewer, bench.world, into: &bench.actions)
    var believer = ClusterViewer()
    let first = try bench.drained(viewer)
    #expect(first.map { $0.text("type") } == ["state", "pos"])
    #expect(first.first?.whole("count") == 2 && first.last?.text("topic") == "mine")
    believer.read(first)
    #expect(believer.cells == ["s00": .init(count: 2, jobs: ["offline": 2])])
    let mean = try #require(believer.means["s00"])
    #expect(abs(mean.latitude - 0.3) < 1e-5 && abs(mean.longitude - 0.3) < 1e-5)

    func refreshed(_ bench: inout TopicHubBench) throws -> [[String: Any]] {
      bench.hub.refreshClusters(bench.world)
      return try bench.drained(viewer)
    }
    #expect(try refreshed(&bench).isEmpty)
    // A step of less than a quarter of the cell is not worth a message.
    bench.move(a, 0.5, 0.2)
    #expect(try refreshed(&bench).isEmpty)
    bench.move(a, 1.2, 0.2)
    #expect(try refreshed(&bench).first?.objects("items")?.first?.number("lat") == 0.8)
    _ = bench.world.setJob(.enRoute, of: a)
    believer.read(try refreshed(&bench))
    #expect(believer.cells["s00"]?.jobs == ["offline": 1, "enRoute": 1])
    // Both go to the next cell, then one out of the world that is looked at.
    bench.move(a, 0.2, 1.5)
    bench.move(b, 0.2, 1.5)
    let gone = try refreshed(&bench)
    #expect(gone.first?["gone"] as? [String] == ["s00"] && gone.first?.objects("items")?.isEmpty == true)
    #expect(bench.hub.unsubscribe(.clusters(view), session: viewer) && !bench.hub.hasClusterViewers)
    #expect(try refreshed(&bench).isEmpty)
  }

  @Test func aSlowViewerSkipsWhatIsOver() throws {
    var bench = TopicHubBench()
    let slots = (0..<50).map { bench.add("t\($0)") }
    bench.hub.open(viewer)
    _ = bench.hub.subscribe(
      toClusters: try Self.view("-180,-90,180,90@3"), name: "all", session: viewer, bench.world,
      into: &bench.actions)
    bench.actions.removeAll()
    bench.hub.block(viewer)
    for round in 0..<20 {
      for slot in slots { bench.move(slot, Double(round), Double(slot)) }
      bench.hub.refreshClusters(bench.world)
      #expect(try bench.flushed(viewer).isEmpty && !bench.hub.hasWork)
    }
    bench.hub.unblock(viewer)
    var believer = ClusterViewer()
    believer.read(try bench.drained(viewer))
    #expect(believer.told == believer.cells.count)
    #expect(believer.cells.values.reduce(0) { $0 + $1.count } == 50)
  }

  @Test func manyCellsCostMoreThanOneFlush() throws {
    var bench = TopicHubBench()
    for number in 0..<2_000 {
      let slot = bench.add("t\(number)")
      bench.move(slot, Double(number % 40) * 2, Double(number / 40) * 2)
    }
    bench.hub.open(viewer)
    _ = bench.hub.subscribe(
      toClusters: try Self.view("-180,-90,180,90@3"), name: "all", session: viewer, bench.world,
      into: &bench.actions)
    bench.actions.removeAll()
    var believer = ClusterViewer()
    var flushes = 0
    while bench.hub.hasWork {
      bench.hub.flush(bench.world, into: &bench.actions)
      #expect(bench.actions.bytes.count < TopicHub.bytesPerFlushMax + 500)
      believer.read(try bench.taken(viewer))
      flushes += 1
    }
    #expect(flushes > 1 && believer.told == believer.cells.count && believer.cells.count > 1_500)
  }

  @Test func viewsAreSpelledAndBounded() throws {
    let view = try Self.view("46,24,47,25@5")
    #expect(view.level == 5)
    #expect(try Topic("clusters:46,24,47,25@5", field: "t") == .clusters(view))
    #expect(try Topic("clusters:46,24,47,25@5", field: "t").kind == .clusters)
    for (text, code) in [
      ("46,24,47,25", "badFormat"), ("46,24,47@5", "badFormat"), ("46,24,47,25@", "badFormat"),
      ("46,24,47,25@5@5", "badFormat"), ("46,24,47,25@55", "badFormat"), ("46,24,47,25@2", "outOfRange"),
      ("46,24,47,25@8", "outOfRange"), ("46,25,47,24@5", "conflict"), ("46,24,47,95@5", "outOfRange"),
    ] {
      let fault = #expect(throws: FieldError.self) { try Topic("clusters:\(text)", field: "topic") }
      #expect(fault?.code.rawValue == code && fault?.field == "topic", "\(text)")
    }
    _ = try Self.view("-180,-90,180,90@3")
    let fault = #expect(throws: FieldError.self) { try Self.view("-180,-90,180,90@4") }
    #expect(fault?.code == .tooMany && fault.map { "\($0)".contains("use level 3") } == true)
    let city = #expect(throws: FieldError.self) { try Self.view("46,24,47.5,25.5@7") }
    #expect(city.map { "\($0)".contains("use level 5") } == true)
  }
}
