// What the index is measured with: technicians, their moves and the places that ask, from files or made up.

import Bedrock
import Foundation
import GeoIndex

/// Positions in degrees, as they come in: turning them into stored ones is part of what is measured.
struct IndexData {
  struct Technician {
    var point: GeoPoint
    var attributes: IndexAttributes
  }

  struct Move {
    var id: UInt32
    var latitude: Double
    var longitude: Double
  }

  struct Place {
    var latitude: Double
    var longitude: Double
  }

  /// What is wrong with the files, in words.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  var technicians: [Technician] = []
  var moves: [Move] = []
  var queries: [Place] = []

  /// A generated city.
  init(city: CityData) {
    technicians = city.technicians.map { Technician(point: $0.point, attributes: $0.attributes) }
    moves = city.moves.map {
      Move(id: $0.id, latitude: $0.point.latitudeDegrees, longitude: $0.point.longitudeDegrees)
    }
    queries = city.queries.map { Place(latitude: $0.latitudeDegrees, longitude: $0.longitudeDegrees) }
  }

  /// `PREFIX.pts`, `PREFIX.mov` and `PREFIX.qry`, little endian and packed: records of latitude, longitude (64-bit
  /// floats), skill bits (64), rating (32-bit float), id (32); of id (32), nothing (32), latitude, longitude; of latitude,
  /// longitude. Status and load are not in them and are drawn from the id.
  init(prefix: String) throws(Fault) {
    let points = try Records(path: prefix + ".pts", size: 32)
    let steps = try Records(path: prefix + ".mov", size: 24)
    let places = try Records(path: prefix + ".qry", size: 16)
    technicians = [Technician?](repeating: nil, count: points.count).map { _ in
      Technician(point: GeoPoint(latitudeAngle: 0, longitudeAngle: 0), attributes: IndexAttributes())
    }
    var seen = [Bool](repeating: false, count: points.count)
    for index in 0..<points.count {
      let id = Int(points.integer32(index, at: 28))
      guard id < points.count, !seen[id] else {
        throw points.fault(index, "id \(id) is not one of 0 to \(points.count - 1), each once")
      }
      seen[id] = true
      let rating = points.float(index, at: 24)
      guard rating >= 0, rating <= 5 else { throw points.fault(index, "a rating of \(rating)") }
      technicians[id] = Technician(
        point: try points.point(index, at: 0),
        attributes: IndexAttributes(
          skills: points.integer64(index, at: 16), rating: rating, status: UInt8(id % 3),
          load: UInt8(id / 3 % 4)))
    }
    moves.reserveCapacity(steps.count)
    for index in 0..<steps.count {
      let id = steps.integer32(index, at: 0)
      guard id < points.count else {
        throw steps.fault(index, "id \(id), but there are \(points.count) technicians")
      }
      _ = try steps.point(index, at: 8)
      moves.append(
        Move(id: id, latitude: steps.double(index, at: 8), longitude: steps.double(index, at: 16)))
    }
    for index in 0..<places.count {
      _ = try places.point(index, at: 0)
      queries.append(
        Place(latitude: places.double(index, at: 0), longitude: places.double(index, at: 8)))
    }
  }

  /// Whether everybody is in the extent that the yardstick's grid covers.
  var isInCity: Bool {
    technicians.allSatisfy {
      (24.4...25.1).contains($0.point.latitudeDegrees) && (46.3...47.1).contains($0.point.longitudeDegrees)
    }
  }
}

/// A file of packed records.
private struct Records {
  let path: String
  let bytes: [UInt8]
  let size: Int
  var count: Int { bytes.count / size }

  init(path: String, size: Int) throws(IndexData.Fault) {
    self.path = path
    self.size = size
    do {
      bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    } catch {
      throw IndexData.Fault(description: "\(path) cannot be read")
    }
    guard !bytes.isEmpty, bytes.count % size == 0 else {
      throw IndexData.Fault(
        description: "\(path) has \(bytes.count) bytes, which is no positive number of records of \(size)")
    }
  }

  func integer64(_ index: Int, at offset: Int) -> UInt64 {
    var value: UInt64 = 0
    for byte in (0..<8).reversed() { value = value << 8 | UInt64(bytes[index * size + offset + byte]) }
    return value
  }

  func integer32(_ index: Int, at offset: Int) -> UInt32 {
    var value: UInt32 = 0
    for byte in (0..<4).reversed() { value = value << 8 | UInt32(bytes[index * size + offset + byte]) }
    return value
  }

  func double(_ index: Int, at offset: Int) -> Double { Double(bitPattern: integer64(index, at: offset)) }

  func float(_ index: Int, at offset: Int) -> Float { Float(bitPattern: integer32(index, at: offset)) }

  func point(_ index: Int, at offset: Int) throws(IndexData.Fault) -> GeoPoint {
    do {
      return try GeoPoint(
        latitudeDegrees: double(index, at: offset), longitudeDegrees: double(index, at: offset + 8))
    } catch {
      throw fault(index, "\(error.field): \(error.message)")
    }
  }

  func fault(_ index: Int, _ message: String) -> IndexData.Fault {
    IndexData.Fault(description: "\(path), record \(index): \(message)")
  }
}
