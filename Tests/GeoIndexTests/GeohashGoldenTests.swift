// Geohashes against the golden files, and the golden files against the way they were made.

import Bedrock
import Foundation
import GeoIndex
import TestSupport
import Testing

@Suite("GeohashGoldenTests: cells and covers by halving intervals")
struct GeohashGoldenTests {
  /// The lines of a golden file behind its header. With `GEOD_WRITE_GOLDEN=1` it is written first.
  private func golden(_ name: String, _ header: String, _ lines: [String]) throws -> [[String]] {
    let file = SharedData.packageRoot.appending(path: "data/golden/\(name)")
    let text = ([header] + lines).joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["GEOD_WRITE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let found = try String(contentsOf: file, encoding: .utf8)
    #expect(found == text, "\(name) is not what its generator writes")
    return found.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("encoding, decoding with the error box, texts, parents and neighbours")
  func cells() throws {
    let lines = try golden("geohash.csv", GeohashGolden.cellsHeader, GeohashGolden.cells())
    #expect(lines.count == 480)
    for line in lines {
      let numbers = try [0, 1, 5, 6, 7, 8].map { try #require(Double(line[$0])) }
      let bits = try #require(Int(line[2]))
      let value = try #require(UInt64(line[3], radix: 16))
      let cell = Geohash(value: value, bits: bits)
      let encoded = try Geohash(latitudeDegrees: numbers[0], longitudeDegrees: numbers[1], bits: bits)
      #expect(encoded == cell, "\(line)")
      #expect(cell.text ?? "-" == line[4], "\(line)")
      if line[4] != "-" {
        #expect(try Geohash(text: line[4]) == cell, "\(line)")
        #expect(cell.parent?.text == (bits > 5 ? String(line[4].dropLast()) : nil), "\(line)")
      }
      let edges = cell.edgesDegrees
      #expect([edges.south, edges.west, edges.north, edges.east] == Array(numbers[2...]), "\(line)")
      let center = cell.centerDegrees
      #expect(center.latitude - center.latitudeError == edges.south, "\(line)")
      #expect(center.longitude + center.longitudeError == edges.east, "\(line)")
      let neighbors = cell.neighbors.map { String($0.value, radix: 16) }.joined(separator: " ")
      #expect(neighbors == line[9], "\(line)")
    }
  }

  @Test("covers of boxes, across the antimeridian and up to the poles")
  func covers() throws {
    let lines = try golden("geohash_covers.csv", GeohashGolden.coversHeader, GeohashGolden.covers())
    #expect(lines.count == 120)
    for line in lines {
      let edges = try line[..<4].map { try #require(Double($0)) }
      let box = try GeoBox(
        southDegrees: edges[0], westDegrees: edges[1], northDegrees: edges[2], eastDegrees: edges[3])
      let cells = Geohash.cover(box, maxCells: try #require(Int(line[4])))
      #expect(cells.map { String($0.value, radix: 16) }.joined(separator: " ") == line[6], "\(line)")
      #expect(cells.allSatisfy { String($0.bits) == line[5] }, "\(line)")
      let bits = try #require(Int(line[5]))
      #expect(Set(GeohashRange(box, bits: bits).cells) == Set(cells), "\(line)")
    }
  }
}
