// The short form of fuzzing, without a fuzzer: the small corpora, what was found once, and seeded changes of both.

import Foundation
import TestSupport
import Testing

@testable import Transport

@Suite("FuzzReplayTests: what every input leaves intact")
struct FuzzReplayTests {
  /// Changed inputs per target.
  private static let changesMax = 5000

  @Test(arguments: FuzzCorpus.found) func findingsStayRepaired(_ file: FuzzFile) throws {
    try file.target.check(file.bytes)
  }

  /// Each file as it is, and cut once at every place.
  @Test(arguments: FuzzTarget.allCases) func corporaHoldCutAnywhere(_ target: FuzzTarget) throws {
    for file in FuzzCorpus.chosen where file.target == target {
      let input = FuzzInput(file.bytes)
      do throws(FuzzFault) {
        try target.check(input)
        for cut in 0...input.payload.count { try target.check(input.cut(at: [cut])) }
      } catch {
        Issue.record("\(file.path): \(error)")
      }
    }
  }

  @Test(arguments: FuzzTarget.allCases) func changedInputsHold(_ target: FuzzTarget) throws {
    let inputs = (FuzzCorpus.chosen + FuzzCorpus.found).filter { $0.target == target }.map(\.bytes)
    try #require(!inputs.isEmpty)
    for seed in Seeds.all("fuzz-\(target.rawValue)") {
      var mutator = FuzzMutator(seed: seed, inputs: inputs)
      var verdicts: [FuzzTarget.Verdict: Int] = [:]
      for number in 0..<Self.changesMax {
        let bytes = mutator.next()
        do throws(FuzzFault) {
          verdicts[try target.check(bytes), default: 0] += 1
        } catch {
          let text = Data(bytes).base64EncodedString()
          Issue.record("seed \(seed), input \(number), in base64 \(text): \(error)")
          return
        }
      }
      #expect(verdicts[.read, default: 0] > Self.changesMax / 500, "seed \(seed): \(verdicts)")
      #expect(verdicts[.refused, default: 0] > Self.changesMax / 500, "seed \(seed): \(verdicts)")
    }
  }

  @Test(arguments: FuzzTarget.allCases) func corporaAreSmallAndSaySomething(_ target: FuzzTarget) throws {
    let files = FuzzCorpus.chosen.filter { $0.target == target }
    #expect((10...100).contains(files.count))
    #expect(files.allSatisfy { $0.bytes.count < 1024 })
    let verdicts = Set(try files.map { try target.check($0.bytes) })
    #expect(verdicts.isSuperset(of: [.read, .refused]), "\(verdicts)")
  }

  @Test func everyFolderBelongsToATarget() {
    #expect(FuzzCorpus.folders == FuzzTarget.allCases.map(\.rawValue).sorted())
  }

  @Test func inputsAreTakenApart() {
    let input = FuzzInput([5, 0xFA, 1, 3, 0x61, 0x62, 0x63])
    #expect(input.switches == 5 && input.isOn(0) && !input.isOn(1) && input.number(bit: 1, width: 2) == 2)
    #expect(input.payload == Array("abc".utf8) && input.cuts == [1, 3])
    #expect(input.cuttings == [[], [1, 3], [1, 2]])
    for bytes in [[], [7], [7, 7], [7, 7, 9]] as [[UInt8]] {
      #expect(FuzzInput(bytes).payload.isEmpty && FuzzInput(bytes).cuttings == [[]])
    }
  }

  /// The checks see what they are there for.
  @Test func faultsAreSeen() throws {
    // Two fragments of 60 bytes are within one limit and beyond the other.
    let bytes =
      FrameTrace.frame(.binary, [UInt8](repeating: 7, count: 60), isFinal: false)
      + FrameTrace.frame(.continuation, [UInt8](repeating: 7, count: 60))
    let expected = FrameModel(role: .client, messageBytesMax: 119).read(bytes)
    #expect(expected.found == [.failed(.tooBig)])
    let decoder = WebSocketDecoder(role: .client, messageBytesMax: 120)
    #expect(try FrameTrace.of([bytes], decoder, keptMax: 120).found != expected.found)
    #expect(throws: FuzzFault.self) { try FrameTrace.of([bytes], decoder, keptMax: 59) }
  }
}
