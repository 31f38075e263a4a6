// What is released stays as it was: the steps of both schemas and of the spool, by number, name and checksum.
//
// A checksum is in every database that its step was applied to, and a program with another one refuses to start there. So a
// line of these lists never changes. Whoever wants another schema adds a step behind the last one, and its line here when
// the test says so. Steps 7 and 10 (11 in Postgres) take the text of the analysts' views from `AnalystViews`: to change a view,
// keep what that makes today for these steps (under another name), and let the new step drop the view and make it from the
// new text.

import Testing

@testable import TripStore

@Suite("Released steps")
struct ReleasedStepTests {
  /// A step as it was released.
  struct Step: Hashable, CustomStringConvertible {
    var number: Int64
    var name: String
    var checksum: Int64

    init(_ number: Int64, _ name: String, _ checksum: Int64) {
      self.number = number
      self.name = name
      self.checksum = checksum
    }

    var description: String { "Step(\(number), \"\(name)\", \(checksum))" }
  }

  private static let sqlite: [Step] = [
    Step(1, "tenants, settings, technicians, positions, audit", -4_694_305_179_735_088_228),
    Step(
      2, "bookings, events, offers, assignments, trips, decisions, outbox, point days",
      -3_008_260_854_338_215_517),
    Step(3, "shares", 7_724_095_586_749_675_902),
    Step(4, "shares of assignments to come", 2_658_714_069_964_380_254),
    Step(5, "zones, offers of decisions", -2_958_066_531_998_898_733),
    Step(6, "webhook endpoints, outbox per endpoint", 6_189_994_582_197_184_167),
    Step(7, "lists of trips, views for analysts", -5_384_050_423_597_469_137),
    Step(8, "seals of trips, customers, erasures", 1_803_379_468_586_452_594),
    Step(9, "dead letters by time", -6_896_914_623_744_732_341),
    Step(10, "promised arrivals by zone", -1_205_420_438_399_690_054),
  ]

  private static let postgres: [Step] = [
    Step(1, "wall, tenants, settings, technicians, positions, audit", -8_167_838_830_982_902_117),
    Step(2, "bookings, events, offers, assignments, trips, decisions, outbox", 5_900_817_367_312_645_280),
    Step(3, "track points by day", 9_031_318_631_317_286_400),
    Step(4, "shares", -3_294_357_402_992_444_993),
    Step(5, "zones, offers of decisions", -2_321_731_573_862_596_384),
    Step(6, "webhook endpoints, outbox per endpoint", 8_230_224_195_559_264_564),
    Step(7, "lists of trips, views for analysts", -4_226_584_768_051_054_091),
    Step(8, "seals of trips, customers, erasures", 1_561_144_232_949_129_938),
    Step(9, "days of points that two make at once", 5_833_541_212_288_403_854),
    Step(10, "dead letters by time, endpoints stop empty for two writers", 7_984_656_456_328_616_032),
    Step(11, "promised arrivals by zone", -3_994_940_291_273_690_148),
  ]

  private static let spool: [Step] = [
    Step(1, "batches", 105_716_006_184_272_855)
  ]

  private static func expect(_ steps: [Step], are released: [Step]) {
    for (found, expected) in zip(steps, released) {
      #expect(
        found == expected,
        "a released step has changed; it must stay as it was, and a new step change what it made (see this file's head)"
      )
    }
    #expect(
      steps.count >= released.count, "a released step is gone: \(released.dropFirst(steps.count))")
    let fresh = Array(steps.dropFirst(released.count))
    #expect(fresh.isEmpty, "new steps are pinned here, too; add: \(fresh)")
  }

  @Test("the steps of the SQLite file are those that were released")
  func sqliteSteps() {
    let steps = SQLiteMigration.all.map { Step($0.number, "\($0.name)", $0.checksum) }
    Self.expect(steps, are: Self.sqlite)
  }

  @Test("the steps of the Postgres database are those that were released")
  func postgresSteps() {
    let steps = PostgresMigration.all.map { Step($0.number, "\($0.name)", $0.checksum) }
    Self.expect(steps, are: Self.postgres)
  }

  @Test("the steps of the spool are those that were released")
  func spoolSteps() {
    let steps = SpoolFile.migrations.map { Step($0.number, "\($0.name)", $0.checksum) }
    Self.expect(steps, are: Self.spool)
  }

  @Test("the checksum tells texts apart by a single character")
  func checksum() {
    let texts = ["CREATE TABLE a (b int)", "CREATE TABLE a (b int);", "CREATE TABLE a (c int)", ""]
    let numbers = texts.map { PostgresMigration(number: 1, name: "a", sql: $0).checksum }
    #expect(Set(numbers).count == texts.count)
    let same = texts.map { SQLiteMigration(number: 2, name: "b", sql: $0).checksum }
    #expect(numbers == same, "both databases recognise steps in the same way")
  }
}
