// Reading recorded traces and cutting them into slices.

import Bedrock
import Foundation
import TestSupport
import Testing
import Transport

@testable import geod

@Suite("Fleet traces")
struct FleetTraceTests {
  @Test func aFileWithAndWithoutHeader() throws {
    let folder = try TemporaryFolder()
    let rows = "a,37.5,-122.25,0,100\r\nb,37.6,-122.35,1,90\n\na,37.7,-122.45,0,110\n"
    let plain = try folder.write("plain.csv", rows)
    let headed = try folder.write("headed.csv", "cab,lat,lon,occupied,unix_time\n" + rows)
    let trace = try TraceReader.read([plain])
    #expect(trace.vehicles.map(\.text) == ["a", "b"])
    #expect(trace.fixes.map(\.vehicle) == [1, 0, 0], "in the order of time")
    #expect(
      trace.fixes[0]
        == TraceFix(vehicle: 1, time: Instant(seconds: 90), latitudeDegrees: 37.6, longitudeDegrees: -122.35))
    #expect(try TraceReader.read([headed]).fixes == trace.fixes)
  }

  @Test func gzipAndOtherColumns() throws {
    let folder = try TemporaryFolder()
    let text = "unix_time,speed,lon,lat,cab\n100,3,-122.25,37.5,a\n"
    let path = folder.url.appending(path: "t.csv.gz")
    try Data(Gzip.compress(Array(text.utf8))).write(to: path)
    let trace = try TraceReader.read([path.path])
    #expect(
      trace.fixes
        == [
          TraceFix(vehicle: 0, time: Instant(seconds: 100), latitudeDegrees: 37.5, longitudeDegrees: -122.25)
        ])
  }

  @Test func severalFilesAreOneTrace() throws {
    let folder = try TemporaryFolder()
    let second = try folder.write("2.csv", "a,1,1,0,200\nb,2,2,0,100\n")
    let first = try folder.write("1.csv", "a,3,3,0,100\na,4,4,0,100\n")
    let trace = try TraceReader.read([second, first])
    #expect(trace.vehicles.count == 2)
    #expect(trace.fixes.map(\.latitudeDegrees) == [2, 3, 4, 1], "equal times keep the order of the files")
  }

  @Test(arguments: [
    ("a,37.5,-122,0,100\na,x,-122,0,101", 2, "lat 'x' must be a number"),
    ("a,37.5,nan,0,100", 1, "lon 'nan' must be a number"),
    ("a,37.5,-122,0", 1, "has 4 fields, must have 5"),
    ("a,37.5,-122,0,1.5", 1, "unix_time '1.5' must be a whole number of seconds since 1970"),
    ("a,37.5,-122,0,-3", 1, "unix_time '-3' must be a whole number of seconds since 1970"),
    ("a b,37.5,-122,0,100", 1, "cab: may have only the characters A-Z a-z 0-9 . _ -"),
    ("cab,lat,lon,time\na,1,1,1", 1, "the header names no column unix_time"),
  ])
  func faultsNameTheLine(_ text: String, _ line: Int, _ message: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("t.csv", text)
    #expect(throws: FileFault(file: path, line: line, message: message)) { try TraceReader.read([path]) }
  }

  @Test func filesThatHoldNothing() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.csv", "cab,lat,lon,occupied,unix_time\n")
    #expect(throws: FileFault(file: empty, line: nil, message: "holds no fix")) {
      try TraceReader.read([empty])
    }
    #expect(throws: FileFault.self) { try TraceReader.read([folder.path("absent.csv")]) }
    let whole = Gzip.compress(Array("a,1,1,0,100\n".utf8))
    let cut = folder.url.appending(path: "cut.csv.gz")
    try Data(whole.prefix(whole.count - 6)).write(to: cut)
    #expect(throws: FileFault(file: cut.path, line: nil, message: "is damaged or cut off")) {
      try TraceReader.read([cut.path])
    }
  }

  @Test func slicesHoldEveryFixOnce() {
    for seed in Seeds.all("trace-slices") {
      var random = SeededRandom(seed: seed)
      let fixes = (0..<500).map { _ in
        TraceFix(
          vehicle: 0, time: Instant(seconds: Int64(random.below(3_000))), latitudeDegrees: 0,
          longitudeDegrees: 0)
      }
      let trace = Trace(vehicles: [ClientID(trusted: "a")], fixes: fixes)
      let slices = trace.slices(seconds: 10)
      #expect(slices.flatMap { Array($0.range) } == Array(0..<500), "seed \(seed)")
      var previousEnd = Instant.epoch
      for slice in slices {
        #expect(!slice.range.isEmpty && slice.end > previousEnd, "seed \(seed)")
        #expect(slice.end.milliseconds % 10_000 == 0, "seed \(seed)")
        for fix in trace.fixes[slice.range] {
          let before = slice.end.milliseconds(since: fix.time)
          #expect(before > 0 && before <= 10_000, "seed \(seed)")
        }
        previousEnd = slice.end
      }
    }
  }

  @Test(.enabled(if: SharedData.has("traces/cabspotting/cabs_2008-05-22.csv.gz"), "\(SharedData.missing)"))
  func aRecordedDay() throws {
    let file = try #require(SharedData.file("traces/cabspotting/cabs_2008-05-22.csv.gz"))
    let trace = try TraceReader.read([file.path])
    #expect(trace.fixes.count == 493_382)
    #expect(trace.vehicles.count >= 480)
    #expect(trace.slices(seconds: 10).count <= 8_640)
  }
}
