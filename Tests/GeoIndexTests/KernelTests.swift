// The kernel's paths against each other, and the bounds that make local and far search exact.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("Kernel and bounds")
struct KernelTests {
  @Test("every path gives the same bits", arguments: Seeds.all("kernel"))
  func paths(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let paths = KernelProbe.availablePaths
    #expect(paths.first == 0)
    for round in 0..<200 {
      let set = PointSet.allCases[round % PointSet.allCases.count]
      let technicians = (0..<(1 + random.below(150))).map { _ in
        (set.point(&random), RandomAttributes.attributes(&random))
      }
      var runs: [Range<Int>] = []
      var start = 0
      while start < technicians.count {
        let end = min(technicians.count, start + random.below(40))
        runs.append(start..<end)
        start = max(end, start + random.below(3))
      }
      let origin = set.point(&random)
      let limit = [0, 1, 1e4, 1e8, 1e12, 1e30][random.below(6)]
      let filter = RandomAttributes.filter(&random, now: 0)
      let portable = KernelProbe.scan(
        path: 0, technicians: technicians, runs: runs, origin: origin, squaredLimit: limit,
        filter: filter)
      for path in KernelProbe.availablePaths.dropFirst() {
        let other = KernelProbe.scan(
          path: path, technicians: technicians, runs: runs, origin: origin, squaredLimit: limit,
          filter: filter)
        #expect(
          other.slots == portable.slots && other.distances == portable.distances,
          "\(KernelProbe.name(path: path)), round \(round), seed \(seed)")
      }
      // And the filters mean what they say.
      var unaged = filter
      unaged.freshSince = nil
      for slot in portable.slots {
        #expect(unaged.admits(technicians[Int(slot)].1, fixTime: .epoch))
      }
      if limit == 1e30 {
        let admitted = runs.joined().filter { unaged.admits(technicians[$0].1, fixTime: .epoch) }
        #expect(portable.slots.map(Int.init) == admitted, "round \(round), seed \(seed)")
      }
    }
  }

  @Test("every path collects the same ids, each of them rightly", arguments: Seeds.all("kernel"))
  func collects(seed: UInt64) {
    var random = SeededRandom(seed: seed).fork(5)
    var (sure, asked) = (0, 0)
    for round in 0..<300 {
      let set = PointSet.allCases[round % PointSet.allCases.count]
      let technicians = (0..<(1 + random.below(150))).map { _ in
        (set.point(&random), RandomAttributes.attributes(&random))
      }
      var runs: [Range<Int>] = []
      var start = 0
      while start < technicians.count {
        let end = min(technicians.count, start + random.below(40))
        runs.append(start..<end)
        start = max(end, start + random.below(3))
      }
      let origin = set.point(&random)
      let limit = [0, 1, 1e4, 1e8, 1e12, 1e30][random.below(6)]
      let squaredSure = Float(limit * [-1, 0.2, 0.99][random.below(3)])
      let filter = random.chance(0.4) ? IndexFilter.everything : RandomAttributes.filter(&random, now: 0)
      func collect(_ path: Int32) -> (ids: [UInt32], doubtful: [UInt32]) {
        KernelProbe.collect(
          path: path, technicians: technicians, runs: runs, origin: origin, squaredLimit: limit,
          squaredSure: squaredSure, filter: filter)
      }
      let portable = collect(0)
      for path in KernelProbe.availablePaths.dropFirst() {
        #expect(collect(path) == portable, "\(KernelProbe.name(path: path)), round \(round), seed \(seed)")
      }
      // Both lists together are what the scan finds, told apart by its distances.
      let scanned = KernelProbe.scan(
        path: 0, technicians: technicians, runs: runs, origin: origin, squaredLimit: limit, filter: filter)
      let pairs = zip(scanned.slots, scanned.distances)
      #expect(portable.ids == pairs.filter { $0.1 <= squaredSure }.map(\.0), "round \(round), seed \(seed)")
      #expect(
        portable.doubtful == pairs.filter { $0.1 > squaredSure }.map(\.0), "round \(round), seed \(seed)")
      sure += portable.ids.count
      asked += portable.doubtful.count
    }
    #expect(sure > 500 && asked > 500)
  }

  @Test(
    "every path of the walk lists the same cells, and only those in reach", arguments: Seeds.all("kernel"))
  func walks(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var (insideSome, reachedSome) = (0, 0)
    for round in 0..<3_000 {
      let set = PointSet.allCases[random.below(PointSet.allCases.count)]
      let place = set.point(&random)
      let origin = random.chance(0.8) ? place : set.point(&random)
      var cells = [KernelProbe.ProbeCell](repeating: KernelProbe.ProbeCell(), count: 64)
      for cell in 0..<64 where random.chance(0.7) {
        let attributes = RandomAttributes.attributes(&random)
        cells[cell].count = UInt32(1 + random.below(40))
        cells[cell].skills = attributes.skills
        cells[cell].rating = attributes.rating
      }
      let filter = random.chance(0.5) ? IndexFilter.everything : RandomAttributes.filter(&random, now: 0)
      let rows = UInt32(random.below(4))...UInt32(4 + random.below(4))
      let columns = UInt32(random.below(8))...7
      let radius = [10, 300, 1_000, 3_000, 20_000][random.below(5)] * random.unit()
      func walk(_ path: Int32) -> (reached: [UInt32], inside: [UInt32], seen: Int)? {
        KernelProbe.walk(
          path: path, cells: cells, blockOf: place, rows: rows, columns: columns, from: origin,
          radiusMeters: radius, filter: filter)
      }
      guard let portable = walk(0) else { continue }
      for path in KernelProbe.availablePaths.dropFirst() {
        guard let other = walk(path) else { continue }
        #expect(
          other == portable, "\(KernelProbe.name(path: path)), round \(round), seed \(seed)")
      }
      let listed = Set(portable.reached + portable.inside)
      for cell in 0..<UInt32(64) where cells[Int(cell)].count > 0 && random.chance(0.1) {
        guard rows.contains(cell >> 3), columns.contains(cell & 7) else { continue }
        let known = cells[Int(cell)]
        guard filter.anySkills == 0 || known.skills & filter.anySkills != 0 else { continue }
        guard known.skills & filter.allSkills == filter.allSkills && known.rating >= filter.minRating else {
          continue
        }
        let meters = Self.places(in: cell, ofBlockAt: place, &random).map {
          Geodesic.distanceMeters(origin, $0)
        }
        let (isListed, isInside) = (listed.contains(cell), portable.inside.contains(cell))
        #expect(isListed || meters.allSatisfy { $0 > radius }, "cell \(cell), round \(round), seed \(seed)")
        #expect(!isInside || meters.allSatisfy { $0 <= radius }, "cell \(cell), round \(round), seed \(seed)")
      }
      for cell in listed {
        let known = cells[Int(cell)]
        #expect(known.count > 0 && rows.contains(cell >> 3) && columns.contains(cell & 7))
        #expect(known.skills & filter.allSkills == filter.allSkills && known.rating >= filter.minRating)
      }
      insideSome += portable.inside.count
      reachedSome += portable.reached.count
    }
    #expect(insideSome > 100 && reachedSome > 1000)
  }

  /// The corners of a cell of the block that a point lies in, and places in it at random.
  private static func places(
    in cell: UInt32, ofBlockAt place: GeoPoint, _ random: inout SeededRandom
  ) -> [GeoPoint] {
    let block = Geohash(place, bits: 26).box
    let south = Int64(block.southAngle) + Int64(cell >> 3) << 15
    let west = block.westAngle &+ Int32(cell & 7) << 16
    return (0..<8).map { corner in
      let north = corner < 4 ? Int64(corner & 1) * 32_767 : Int64(random.below(32_768))
      let east = corner < 4 ? Int32(corner >> 1) * 65_535 : Int32(random.below(65_536))
      return GeoPoint(latitudeAngle: Int32(min(1 << 30, south + north)), longitudeAngle: west &+ east)
    }
  }

  @Test("a walk counts whom its filter leaves out", arguments: PointSet.allCases)
  func seen(set: PointSet) {
    var random = SeededRandom(seed: Seeds.current)
    var index = MovingIndex()
    for id in 0..<UInt32(600) {
      index.insert(id, at: set.point(&random), fixTime: .epoch, attributes: IndexAttributes(skills: 1))
    }
    let nobodys = IndexFilter(allSkills: 2)
    #expect(KernelProbe.technicians(seenIn: .world, &index, filter: nobodys) == 600)
    #expect(KernelProbe.technicians(seenIn: .world, &index, filter: .everything) == 600)
    let box = GeoBox(enclosing: set.center(&random), radiusMeters: 60_000)
    let all = KernelProbe.technicians(seenIn: box, &index, filter: .everything)
    let passed = KernelProbe.technicians(seenIn: box, &index, filter: nobodys)
    #expect(passed >= all / 4 && passed <= 600, "\(passed) for \(all)")
  }

  @Test(
    "every path ranks and measures alike, with the bits of the exact distance", arguments: Seeds.all("kernel")
  )
  func ranks(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<2_000 {
      let origin = PointSet.allCases[random.below(PointSet.allCases.count)].point(&random)
      let reach = [0, 1, 1_000, 100_000, 4_900_000][random.below(5)]
      let points = (0..<(1 + random.below(KernelProbe.countingMax))).map { _ in
        let north = Int64(origin.latitudeAngle) + Int64(random.below(2 * reach + 1) - reach)
        return GeoPoint(
          latitudeAngle: Int32(max(-(1 << 30), min(1 << 30, north))),
          longitudeAngle: origin.longitudeAngle &+ Int32(random.below(2 * reach + 1) - reach))
      }
      let rank = 1 + random.below(points.count)
      let portable = KernelProbe.rank(path: 0, points: points, origin: origin, rank: rank, stretch: 1.0001)
      for path in KernelProbe.availablePaths.dropFirst() {
        let other = KernelProbe.rank(path: path, points: points, origin: origin, rank: rank, stretch: 1.0001)
        #expect(
          other.ordered == portable.ordered && other.meters == portable.meters,
          "\(KernelProbe.name(path: path)), round \(round), seed \(seed)")
      }
      #expect(Set(portable.ordered).count == portable.ordered.count && portable.ordered.count >= rank)
      for (index, meters) in zip(portable.ordered, portable.meters) {
        #expect(meters == Geodesic.distanceMeters(origin, points[Int(index)]), "round \(round), seed \(seed)")
      }
    }
  }

  @Test("the cheap distance stays within its band", arguments: Seeds.all("kernel"))
  func band(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var checked = 0
    for _ in 0..<60_000 {
      let origin = PointSet.allCases[random.below(PointSet.allCases.count)].point(&random)
      let radius = [1, 30, 1_000, 10_000, 40_000][random.below(5)] * (0.1 + 0.9 * random.unit())
      let reach = radius / 6_335_000 * 683_565_275.6
      let cosLatitude = max(1e-9, abs(cosine(origin)))
      let north = Int64((2 * random.unit() - 1) * reach)
      let east = Int64((2 * random.unit() - 1) * min(0x1p30, reach / cosLatitude))
      let latitude = Int64(origin.latitudeAngle) + north
      guard abs(latitude) <= 1 << 30 else { continue }
      let point = GeoPoint(
        latitudeAngle: Int32(latitude), longitudeAngle: origin.longitudeAngle &+ Int32(east))
      let distance = Geodesic.distanceMeters(origin, point)
      guard distance <= radius, distance > 0,
        let estimate = KernelProbe.estimate(from: origin, to: point, radiusMeters: radius)
      else { continue }
      let ratio = estimate.squaredMeters / (distance * distance)
      #expect(
        abs(ratio - 1) <= estimate.band,
        "\(origin) \(point) \(radius) m: \(ratio - 1) beyond \(estimate.band), seed \(seed)")
      #expect(
        KernelProbe.excludesCell(of: point, from: origin, radiusMeters: radius) == false,
        "\(origin) \(point) \(radius) m, seed \(seed)")
      checked += 1
    }
    #expect(checked > 10_000)
  }

  @Test("no square of the tree is nearer than its bound", arguments: Seeds.all("kernel"))
  func farBound(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<30_000 {
      let origin = PointSet.allCases[random.below(PointSet.allCases.count)].point(&random)
      let set =
        random.chance(0.5) ? PointSet.uniform : PointSet.allCases[random.below(PointSet.allCases.count)]
      let point = set.point(&random)
      let bits = [4, 7, 10, 13, 16][random.below(5)]
      let bound = KernelProbe.farBoundMeters(from: origin, toSquareOf: point, bits: bits)
      #expect(
        bound <= Geodesic.distanceMeters(origin, point),
        "\(origin) \(point) \(bits) bits, seed \(seed)")
    }
  }

  private func cosine(_ point: GeoPoint) -> Double {
    // The chord between two points a small angle apart on the parallel, over that on the equator.
    let east = GeoPoint(latitudeAngle: point.latitudeAngle, longitudeAngle: 100_000)
    let zero = GeoPoint(latitudeAngle: point.latitudeAngle, longitudeAngle: 0)
    return Geodesic.distanceMeters(zero, east) / 931.9
  }
}
