// The tree of boxes against a scan: loading, changes, questions, the nearest, all at random.

import Bedrock
import GeoIndex
import TestSupport
import Testing

@Suite("R-tree")
struct RTreeTests {
  /// Boxes anywhere: small ones, wide ones, across the antimeridian, at the poles, equal ones.
  private static func box(_ random: inout SeededRandom, in set: PointSet) -> GeoBox {
    let corner = set.point(&random)
    let size = 1 << (4 + random.below(26))
    let north = min(Int64(corner.latitudeAngle) + Int64(random.below(size)), 1 << 30)
    let span = random.chance(0.01) ? UInt32.max : UInt32(random.below(size))
    return GeoBox(
      southAngle: corner.latitudeAngle, northAngle: Int32(north), westAngle: corner.longitudeAngle,
      longitudeSpan: span)
  }

  private static func meets(_ a: GeoBox, _ b: GeoBox) -> Bool {
    guard a.southAngle <= b.northAngle, b.southAngle <= a.northAngle else { return false }
    return a.contains(GeoPoint(latitudeAngle: a.southAngle, longitudeAngle: b.westAngle))
      || b.contains(GeoPoint(latitudeAngle: b.southAngle, longitudeAngle: a.westAngle))
  }

  @Test(
    "loading, inserting and removing: answers are the scan's after every step", arguments: PointSet.allCases)
  func model(_ set: PointSet) throws {
    for seed in Seeds.all("rtree") {
      var random = SeededRandom(seed: seed).fork(UInt64(set.rawValue.utf8.count))
      var model: [UInt32: GeoBox] = [:]
      let start = (0..<random.below(200)).map { _ in Self.box(&random, in: set) }
      var tree = RTree(packing: start)
      for (id, box) in start.enumerated() { model[UInt32(id)] = box }
      for step in 0..<300 {
        let id = UInt32(random.below(300))
        if model[id] == nil {
          model[id] = Self.box(&random, in: set)
          tree.insert(id, try #require(model[id]))
        } else if random.chance(step < 150 ? 0.3 : 0.9) {
          model[id] = nil
          let wasThere = tree.remove(id)
          #expect(wasThere)
        }
        if step % 10 == 0 || step > 290 {
          let fault = tree.brokenInvariant()
          #expect(fault == nil, "seed \(seed), step \(step)")
          compare(&tree, model, &random, set, "seed \(seed), step \(step)")
        }
      }
      for id in model.keys.sorted() { tree.remove(id) }
      let (count, fault, isGone) = (tree.count, tree.brokenInvariant(), !tree.remove(7))
      #expect(count == 0 && fault == nil && isGone)
    }
  }

  private func compare(
    _ tree: inout RTree, _ model: [UInt32: GeoBox], _ random: inout SeededRandom, _ set: PointSet,
    _ name: String
  ) {
    let count = tree.count
    #expect(count == model.count)
    var found: [UInt32] = []
    let point = set.center(&random)
    tree.search(at: point, into: &found)
    #expect(found.sorted() == model.keys.filter { model[$0]?.contains(point) == true }.sorted(), "\(name)")
    let box = Self.box(&random, in: set)
    tree.search(in: box, into: &found)
    #expect(
      found.sorted() == model.keys.filter { model[$0].map { Self.meets($0, box) } == true }.sorted(),
      "\(name)")

    let ring = PolygonShapes.star(
      &random, longitude: Int64(point.longitudeAngle),
      latitude: max(-1 << 29, min(1 << 29, point.latitudeAngle)), radius: 1 << (10 + Int64(random.below(18))),
      corners: 3 + random.below(20))
    if let polygon = try? MultiPolygon.checking([[ring]], repair: true).polygon {
      let prepared = PreparedPolygon(polygon)
      tree.search(in: prepared, into: &found)
      let meeting = model.keys.filter { id in
        guard let box = model[id] else { return false }
        return prepared.relation(to: box) != .outside
      }
      #expect(found.sorted() == meeting.sorted(), "\(name)")
    }

    // The scan measures every box, which takes its time far away.
    guard random.chance(0.25) else { return }
    var nearest: [Neighbor] = []
    let limit = 1 + random.below(8)
    tree.nearest(to: point, limit: limit, into: &nearest)
    let origin = Geodesic.Origin(point)
    let all = model.map { Neighbor(id: $0.key, distanceMeters: $0.value.distanceMeters(from: origin)) }
      .sorted()
    #expect(nearest == Array(all.prefix(limit)), "\(name)")
    let radius = all.isEmpty ? 1 : all[all.count / 2].distanceMeters
    tree.nearest(to: point, limit: .max, radiusMeters: radius, into: &nearest)
    #expect(nearest == all.filter { $0.distanceMeters <= radius }, "\(name)")
  }

  @Test("the distance to a box is that to the nearest of its places", arguments: PointSet.allCases)
  func distance(_ set: PointSet) {
    for seed in Seeds.all("box-distance") {
      var random = SeededRandom(seed: seed).fork(77)
      for round in 0..<60 {
        let box = Self.box(&random, in: set)
        let point = set.center(&random)
        let origin = Geodesic.Origin(point)
        let distance = box.distanceMeters(from: origin)
        #expect((distance == 0) == box.contains(point), "seed \(seed), round \(round)")
        var least = Double.infinity
        for step in 0..<200 {
          // Places of the box at random, and along its two meridians.
          let height = Int(box.northAngle) - Int(box.southAngle)
          let latitude = box.southAngle + Int32(height * step / 199)
          let east = [0, box.longitudeSpan, UInt32(random.below(Int(box.longitudeSpan) + 1))][step % 3]
          let place = GeoPoint(
            latitudeAngle: latitude, longitudeAngle: box.westAngle &+ Int32(bitPattern: east))
          least = min(least, origin.distanceMeters(to: place))
        }
        #expect(distance <= least + 0.001, "seed \(seed), round \(round): \(box) \(point)")
        // It is reached: the nearest of finely stepped places is not much farther.
        #expect(least - distance <= 0.02 * least + 50_000, "seed \(seed), round \(round)")
      }
    }
  }

  @Test("on a meridian a quarter of the earth away the nearest place may be anywhere")
  func quarterMeridian() throws {
    for seed in Seeds.all("box-distance") {
      var random = SeededRandom(seed: seed).fork(90)
      for round in 0..<40 {
        // The first one was 1 720 m too far: the nearest place lies 48.6 degrees north.
        let isFirst = round == 0
        let origin = PolygonShapes.point(0, isFirst ? 0 : random.double(in: -4...4))
        let west = isFirst ? 89.8 : random.double(in: 84...95)
        let (south, north) = isFirst ? (-70, 70) : (random.double(in: -90...0), random.double(in: 0...90))
        let box = try GeoBox(southDegrees: south, westDegrees: west, northDegrees: north, eastDegrees: 100)
        let distance = box.distanceMeters(from: Geodesic.Origin(origin))
        var least = Double.infinity
        for step in 0...1_500 {
          let latitude = south + (north - south) * Double(step) / 1_500
          least = min(least, Geodesic.distanceMeters(origin, PolygonShapes.point(west, latitude)))
        }
        #expect(
          distance <= least + 0.001 && distance > least - 20, "seed \(seed), round \(round): \(box) \(origin)"
        )
      }
    }
  }

  @Test("boxes around the antimeridian and over poles are found from both sides")
  func seams() throws {
    var tree = RTree()
    let fiji = try GeoBox(southDegrees: -20, westDegrees: 177, northDegrees: -15, eastDegrees: -178)
    let pole = try GeoBox(southDegrees: 85, westDegrees: -180, northDegrees: 90, eastDegrees: 180)
    tree.insert(3, fiji)
    tree.insert(9, pole)
    var found: [UInt32] = []
    for longitude in [178.0, 180, -180, -179] {
      tree.search(at: PolygonShapes.point(longitude, -17), into: &found)
      #expect(found == [3], "\(longitude)")
      tree.search(at: PolygonShapes.point(longitude, 90), into: &found)
      #expect(found == [9])
    }
    var nearest: [Neighbor] = []
    tree.nearest(to: PolygonShapes.point(-177, -17), limit: 1, into: &nearest)
    #expect(nearest.first?.id == 3 && (nearest.first?.distanceMeters ?? 0) < 107_000)
    let (bounds, count) = (tree.bounds, tree.count)
    #expect(count == 2 && bounds?.northDegrees == 90)
  }
}
