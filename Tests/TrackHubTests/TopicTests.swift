// How topics are spelled, and what each mistake is called.

import Bedrock
import GeoIndex
import Testing
import TrackHub

@Suite struct TopicTests {
  static let uuid = "019b8a5e-4c00-7abc-8def-0123456789ab"

  @Test func everyKindHasItsSpelling() throws {
    #expect(try Topic("technician:a-1", field: "topic") == .technician(ClientID(trusted: "a-1")))
    let box = try GeoBox(southDegrees: -1, westDegrees: 179, northDegrees: 1, eastDegrees: -179)
    #expect(try Topic("map:179,-1,-179,1", field: "topic") == .map(box))
    #expect(try Topic("booking:b.1", field: "topic") == .booking(ClientID(trusted: "b.1")))
    #expect(try Topic("trip:\(Self.uuid)", field: "topic") == .trip(try #require(UUIDv7(Self.uuid))))
    #expect(try Topic("ops", field: "topic") == .ops)
    #expect(try Topic("share", field: "topic") == .share)
  }

  @Test func subjectsAreCalledByTheirTopicsNames() throws {
    let id = try #require(UUIDv7(Self.uuid))
    for key: SubjectKey in [.booking(ClientID(trusted: "b")), .trip(id), .ops, .share(7)] {
      #expect(try Topic(key.name, field: "topic") == key.topic)
    }
    #expect(SubjectKey.share(7).name == SubjectKey.share(8).name && SubjectKey.share(7) != .share(8))
  }

  static let faults: [(String, FieldError.Code)] = [
    ("", .notAllowed), ("technician", .notAllowed), ("trips:a", .notAllowed), ("Ops", .notAllowed),
    ("ops:", .notAllowed), ("ops:all", .notAllowed), ("share:", .notAllowed), ("share:7", .notAllowed),
    ("booking", .notAllowed), ("trip", .notAllowed), (":", .notAllowed),
    ("technician:", .badLength), ("technician:a b", .badFormat),
    ("booking:", .badLength), ("booking:a:b", .badFormat),
    ("trip:", .badFormat), ("trip:a", .badFormat), ("trip:\(uuid.uppercased())", .badFormat),
    ("trip:019b8a5e-4c00-4abc-8def-0123456789ab", .badFormat),
    ("map:1,2,3", .badFormat), ("map:1,2,3,4,5", .badFormat), ("map:1,2,3,x", .badFormat),
    ("map:1,2,3,nan", .badFormat), ("map:1,2,3,0x9", .badFormat), ("map:1,20,3,10", .conflict),
    ("map:181,2,3,4", .outOfRange), ("map:,,,", .badFormat),
  ]

  @Test(arguments: faults) func namesWhatIsWrong(_ text: String, _ code: FieldError.Code) {
    do throws(FieldError) {
      _ = try Topic(text, field: "place")
      Issue.record("\(text) was read")
    } catch {
      #expect(error.field == "place" && error.code == code)
      guard code == .notAllowed else { return }
      for kind in Topic.Kind.allCases { #expect(error.message.text.contains(kind.spelling)) }
    }
  }
}
