// Cells and their texts, against golden and recorded vectors.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("Geohash")
struct GeohashTests {
  @Test(
    "recorded encodings of two implementations",
    .enabled(if: SharedData.has("vectors/geohash_encode.csv"), "\(SharedData.missing)"))
  func recordedEncodings() throws {
    let text = String(decoding: try SharedData.contents("vectors/geohash_encode.csv"), as: UTF8.self)
    var lines = 0
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",").map(String.init)
      let latitude = try #require(Double(fields[0]))
      let longitude = try #require(Double(fields[1]))
      let cell = try Geohash(latitudeDegrees: latitude, longitudeDegrees: longitude, bits: 60)
      #expect(cell.text == fields[2], "\(line)")
      let value = try #require(UInt64(fields[3], radix: 16))
      #expect(cell.value == value >> 4, "\(line)")
      lines += 1
    }
    #expect(lines == 4096)
  }

  @Test(
    "recorded decodings",
    .enabled(if: SharedData.has("vectors/geohash_decode.csv"), "\(SharedData.missing)"))
  func recordedDecodings() throws {
    let text = String(decoding: try SharedData.contents("vectors/geohash_decode.csv"), as: UTF8.self)
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",").map(String.init)
      let edges = try Geohash(text: fields[0]).edgesDegrees
      let expected = try fields.dropFirst().map { try #require(Double($0)) }
      // The recorded edges are rounded to ten decimals.
      for (edge, value) in zip([edges.south, edges.north, edges.west, edges.east], expected) {
        #expect(abs(edge - value) < 1e-9, "\(line)")
      }
    }
  }

  @Test(
    "recorded neighbours",
    .enabled(if: SharedData.has("vectors/geohash_neighbors.jsonl"), "\(SharedData.missing)"))
  func recordedNeighbors() throws {
    struct Case: Decodable {
      var bits: Int
      var int: UInt64
      var int_neighbors: [UInt64]
      var hash: String
      var hash_neighbors: [String]
    }
    let data = try SharedData.contents("vectors/geohash_neighbors.jsonl")
    var lines = 0
    for line in data.split(separator: 0x0A) {
      let vector = try JSONDecoder().decode(Case.self, from: line)
      let cell = try Geohash(text: vector.hash)
      check(cell, vector.hash_neighbors.compactMap { try? Geohash(text: $0) })
      let integer = Geohash(value: vector.int, bits: vector.bits)
      check(integer, vector.int_neighbors.map { Geohash(value: $0, bits: vector.bits) })
      lines += 1
    }
    #expect(lines == 1000)
  }

  /// The recorded neighbours beyond a pole wrap round to the other pole; ours go over it. All others must be equal.
  private func check(_ cell: Geohash, _ recorded: [Geohash]) {
    #expect(recorded.count == 8)
    let edges = cell.edgesDegrees
    for (direction, expected) in zip(Geohash.Direction.allCases, recorded) {
      let name = "\(direction)"
      let isBeyond =
        name.hasPrefix("north") && edges.north == 90 || name.hasPrefix("south") && edges.south == -90
      if isBeyond {
        let neighbor = cell.neighbor(direction).edgesDegrees
        #expect(neighbor.south == edges.south && expected.edgesDegrees.south == -edges.north, "\(cell)")
      } else {
        #expect(cell.neighbor(direction) == expected, "\(cell) \(name)")
      }
    }
  }

  @Test(
    "a position lies in its cell, in the cell's box and in every ancestor", arguments: Seeds.all("geohash"))
  func containment(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for set in PointSet.allCases {
      for _ in 0..<300 {
        let point = set.point(&random)
        let bits = random.below(Geohash.maxBits + 1)
        let cell = Geohash(point, bits: bits)
        #expect(cell.contains(point) && cell.box.contains(point), "\(point) \(bits), seed \(seed)")
        let other = set.point(&random)
        #expect(cell.contains(other) == cell.box.contains(other), "\(other) in \(cell), seed \(seed)")
        let above = cell.ancestor(bits: random.below(bits + 1))
        #expect(above.contains(point))
        for child in cell.children where child.contains(point) {
          #expect(child.parent == cell && child == Geohash(point, bits: bits + 5))
        }
        #expect(cell.children.filter { $0.contains(point) }.count == (bits + 5 <= Geohash.maxBits ? 1 : 0))
      }
    }
  }

  @Test("stepping to a neighbour and back returns, over a pole too", arguments: Seeds.all("geohash"))
  func steps(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for set in PointSet.allCases {
      for _ in 0..<200 {
        let cell = Geohash(set.point(&random), bits: 5 + random.below(Geohash.maxBits - 4))
        let neighbors = cell.neighbors
        #expect(Set(neighbors).count == 8 && !neighbors.contains(cell), "\(cell), seed \(seed)")
        for neighbor in neighbors { #expect(neighbor.neighbors.contains(cell), "\(cell), seed \(seed)") }
      }
    }
  }

  @Test("two positions nearer than a cell's least side are in the same cell or in neighbours")
  func adjacency() {
    var random = SeededRandom(seed: Seeds.current)
    for _ in 0..<4_000 {
      // A row is 2^21 units high. A step along the meridian may go over the pole, down the opposite one.
      let bits = 20
      let a = PointSet.northPole.point(&random)
      let latitude = Int64(a.latitudeAngle) + Int64(random.below(2_000_001)) - 1_000_000
      let isOver = latitude > 1 << 30
      let b = GeoPoint(
        latitudeAngle: Int32(isOver ? (2 << 30) - latitude : latitude),
        longitudeAngle: isOver ? a.longitudeAngle &+ .min : a.longitudeAngle)
      let (first, second) = (Geohash(a, bits: bits), Geohash(b, bits: bits))
      #expect(first == second || first.neighbors.contains(second), "\(a) \(b), seed \(Seeds.current)")
    }
  }

  @Test("a cover holds every position of its box and disk, within the bound", arguments: Seeds.all("geohash"))
  func covers(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for set in PointSet.allCases {
      for _ in 0..<60 {
        let center = set.point(&random)
        let maxCells = 1 + random.below(40)
        let radius = [0, 10, 500, 20_000, 3_000_000][random.below(5)] * (0.5 + random.unit())
        let cells = Geohash.cover(center: center, radiusMeters: radius, maxCells: maxCells)
        #expect(!cells.isEmpty && cells.count <= maxCells)
        #expect(Set(cells).count == cells.count, "a cell twice")
        for _ in 0..<20 {
          let point = set.point(&random)
          if Geodesic.distanceMeters(center, point) <= radius {
            #expect(cells.contains { $0.contains(point) }, "\(center) \(radius) m \(point), seed \(seed)")
          }
        }
        #expect(cells.contains { $0.contains(center) })
        let box = GeoBox(enclosing: center, radiusMeters: radius)
        let corner = GeoPoint(latitudeAngle: box.northAngle, longitudeAngle: box.eastAngle)
        let boxCells = Geohash.cover(box, maxCells: maxCells)
        #expect(boxCells.count <= maxCells && boxCells.contains { $0.contains(corner) })
      }
    }
  }

  @Test("texts that are none are refused by kind")
  func badTexts() {
    for (text, code) in [("", FieldError.Code.badLength), ("u33dc1v0xxxxx", .badLength), ("u3a", .badFormat)]
    {
      let error = #expect(throws: FieldError.self) { try Geohash(text: text) }
      #expect(error?.field == "geohash" && error?.code == code)
    }
    #expect((try? Geohash(text: "U33D")) == (try? Geohash(text: "u33d")))
  }
}
