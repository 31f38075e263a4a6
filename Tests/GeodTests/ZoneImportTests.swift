// Zones and traces in other coordinate reference systems, and what is said when they cannot be read.

import Bedrock
import Foundation
import Projection
import TestSupport
import Testing

@testable import geod

@Suite("Imports in other systems")
struct ZoneImportTests {
  /// A square of 1 km in UTM zone 38N, in the middle of Riyadh.
  private static func square(_ more: String = "", east: Double = 669_000) -> String {
    let (west, south) = (east, 2_734_000.0)
    let corners = [(0.0, 0.0), (1_000, 0), (1_000, 1_000), (0, 1_000), (0, 0)].map {
      "[\(west + $0.0),\(south + $0.1)]"
    }
    return #"{"type":"Feature","id":"a","properties":{"code":7,"name_en":"Square"\#(more)},"#
      + #""geometry":{"type":"Polygon","coordinates":[[\#(corners.joined(separator: ","))]]}}"#
  }

  private static func collection(_ features: String..., crs: String = "") throws -> JSONValue {
    let text = #"{"type":"FeatureCollection"\#(crs),"features":[\#(features.joined(separator: ","))]}"#
    return try JSONValue.parse(Array(text.utf8), field: "x")
  }

  /// The faults of a file; empty when it is sound.
  private static func faults(
    _ value: JSONValue, _ reference: CoordinateReference?, _ wishes: ZoneImport.Wishes = .init()
  ) throws -> [FieldError] {
    do {
      _ = try ZoneImport.read(value, in: reference, wishes)
      return []
    } catch let error as FieldErrors {
      return error.errors
    }
  }

  @Test("a zone in metres becomes one in degrees")
  func projected() throws {
    var wishes = ZoneImport.Wishes()
    wishes.idProperty = "code"
    let file = try Self.collection(Self.square(#","name_ar":"مربع""#))
    let changes = try ZoneImport.read(file, in: CoordinateReference(epsg: 32638), wishes)
    let zone = try #require(changes.first?.zone)
    #expect(changes.count == 1 && zone.id.text == "7" && zone.pointCount == 5)
    let geometry = try ZoneGeometry(JSONValue.parse(zone.geometry, field: "x"), path: "geometry")
    let corner = geometry.area.polygons[0].shell.corners[0]
    #expect(abs(corner.longitudeDegrees - 46.670_7) < 0.001 && abs(corner.latitudeDegrees - 24.711_2) < 0.001)
    #expect(String(decoding: zone.properties, as: UTF8.self).contains("مربع"))
  }

  @Test("coordinates that are not in degrees, or not in the system, are named with their place")
  func places() throws {
    let file = try Self.collection(Self.square(), Self.square(east: 1e12))
    let unsaid = try Self.faults(file, nil)
    #expect(unsaid.first?.field == "features[0] (a).geometry.coordinates[0][0][0]")
    let outside = try Self.faults(file, CoordinateReference(epsg: 32638))
    #expect(outside.map(\.field).contains("features[1].geometry.coordinates[0][0]"))
    #expect(outside.first?.message.text.contains("outside the coordinate reference system") == true)
  }

  @Test("a file that names its own system, double and missing identifiers")
  func documents() throws {
    let named = try Self.collection(
      Self.square(), crs: #","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32638"}}"#)
    #expect(try Self.faults(named, nil).first?.field == "crs")
    #expect(try Self.faults(named, CoordinateReference(epsg: 32638)).isEmpty)
    let twice = try Self.collection(Self.square(), Self.square())
    #expect(try Self.faults(twice, CoordinateReference(epsg: 32638)).map(\.code) == [.duplicateField])
    var wishes = ZoneImport.Wishes()
    wishes.idProperty = "absent"
    let nameless = try Self.faults(twice, CoordinateReference(epsg: 32638), wishes)
    #expect(nameless.first?.field == "features[0].properties.absent")
    #expect(try Self.faults(.array([]), nil).map(\.field) == ["body"])
  }

  @Test("a trace in metres becomes one in degrees; a line that cannot be is named")
  func traces() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "trace.csv")
    try Data("cab,x,y,unix_time\nv1,669459.62,2734271.67,1000\n".utf8).write(to: file)
    let reference = CoordinateReference(epsg: 32638)
    let trace = try TraceReader.read([file.path], in: try ImportTransform(from: reference))
    let fix = try #require(trace.fixes.first)
    #expect(abs(fix.latitudeDegrees - 24.7136) < 1e-6 && abs(fix.longitudeDegrees - 46.6753) < 1e-6)
    try Data("cab,x,y,unix_time\nv1,669459.62,2734271.67,1000\nv1,1e12,1e12,1001\n".utf8).write(to: file)
    do {
      _ = try TraceReader.read([file.path], in: try ImportTransform(from: reference))
      Issue.record("a coordinate outside of the system was read")
    } catch let error as FileFault {
      #expect(error.line == 3 && error.message.contains("outside the coordinate reference system"))
    }
  }

  @Test("codes that are wrong are told before anything is read, with what would be right")
  func codes() throws {
    for code in ["UTM38", "EPSG:999999", "EPSG:5773"] {
      let arguments = try CommandArguments(
        ["absent.csv", "--crs", code], specification: ReplayCommand.command.specification)
      let error = #expect(throws: UsageError.self) { _ = try ReplayCommand.configuration(arguments) }
      #expect(error?.description.contains(code) == true && error?.description.contains("EPSG:32638") == true)
    }
  }
}
