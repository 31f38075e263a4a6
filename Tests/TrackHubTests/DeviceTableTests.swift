// Sequence numbers across reconnects, and the account that every fix appears in.

import Bedrock
import TestSupport
import Testing
import TrackHub

@Suite struct DeviceTableTests {
  static func fix(_ sequence: UInt64, latitude: Double = 1) -> Fix {
    Fix(
      sequence: sequence, time: Instant(milliseconds: Int64(sequence)), latitudeDegrees: latitude,
      longitudeDegrees: 2)
  }

  @Test func repeatsAreAnsweredAsBefore() {
    var table = DeviceTable()
    let device = table.add()
    let judgements = [FixJudgement.accepted, FixJudgement(.coarse, .acc), FixJudgement(.jump)]
    for (index, judgement) in judgements.enumerated() {
      let fix = Self.fix(UInt64(index + 1))
      #expect(table.standing(of: fix, device: device) == .new)
      table.remember(fix, judgement, device: device)
    }
    for (index, judgement) in judgements.enumerated() {
      let sequence = UInt64(index + 1)
      #expect(table.standing(of: Self.fix(sequence), device: device) == .repeated(judgement))
      #expect(
        table.standing(of: Self.fix(sequence, latitude: 9), device: device)
          == .repeated(FixJudgement(.conflict, .seq)))
    }
    #expect(table.lastSequence(of: device) == 3)
  }

  /// Every field is part of the content; the sequence number is not.
  @Test func contentIsEveryFieldButTheNumber() {
    let changes: [(inout Fix) -> Void] = [
      { $0.time = Instant(milliseconds: 9) }, { $0.latitudeDegrees = 3 }, { $0.longitudeDegrees = 3 },
      { $0.accuracyMeters = 3 }, { $0.speedMetersPerSecond = 3 }, { $0.headingDegrees = 3 },
      { $0.altitudeMeters = 3 }, { $0.batteryFraction = 0.3 }, { $0.source = .gps },
    ]
    let fix = Self.fix(1)
    for change in changes {
      var other = fix
      change(&other)
      #expect(other.contentHash != fix.contentHash)
    }
    var renumbered = fix
    renumbered.sequence = 77
    #expect(renumbered.contentHash == fix.contentHash)
  }

  @Test func beyondTheWindowItIsADuplicate() {
    var table = DeviceTable()
    let device = table.add()
    let count = UInt64(DeviceTable.window + 5)
    for sequence in 1...count {
      table.remember(Self.fix(sequence), FixJudgement(.mock, .src), device: device)
    }
    for sequence in 1...count {
      let remembered = sequence > count - UInt64(DeviceTable.window)
      let expected = remembered ? FixJudgement(.mock, .src) : FixJudgement(.duplicate, .seq)
      #expect(table.standing(of: Self.fix(sequence), device: device) == .repeated(expected))
    }
  }

  @Test func aDeviceFromASnapshotGoesOnCounting() {
    var table = DeviceTable()
    let device = table.add(lastSequence: 100)
    #expect(table.standing(of: Self.fix(100), device: device) == .repeated(FixJudgement(.duplicate, .seq)))
    #expect(table.standing(of: Self.fix(101), device: device) == .new)
  }

  @Test func aSlotThatIsUsedAgainRemembersNothing() {
    var table = DeviceTable()
    let first = table.add()
    let second = table.add()
    for sequence in 1...20 { table.remember(Self.fix(UInt64(sequence)), .accepted, device: first) }
    table.remember(Self.fix(5), .accepted, device: second)
    table.remove(first)
    #expect(table.count == 1)
    let reused = table.add()
    #expect(reused == first && table.count == 2)
    #expect(table.standing(of: Self.fix(1), device: reused) == .new)
    #expect(table.lastSequence(of: second) == 5)
  }

  /// Random histories against dictionaries.
  @Test func behavesLikeASlowTable() {
    for seed in Seeds.all("device-table") {
      var random = SeededRandom(seed: seed)
      var table = DeviceTable()
      let devices = (0..<3).map { _ in table.add() }
      var histories = Array(repeating: [(fix: Fix, judgement: FixJudgement)](), count: 3)
      for _ in 0..<5_000 {
        let index = random.below(3)
        let last = histories[index].last?.fix.sequence ?? 0
        let sequence =
          random.chance(0.4) ? last + 1 + UInt64(random.below(3)) : UInt64(1 + random.below(Int(last) + 1))
        let fix = Self.fix(sequence, latitude: Double(random.below(2)))
        let expected: DeviceTable.Standing
        if sequence > last {
          expected = .new
        } else if let known = histories[index].suffix(DeviceTable.window).last(where: {
          $0.fix.sequence == sequence
        }) {
          expected = .repeated(known.fix == fix ? known.judgement : FixJudgement(.conflict, .seq))
        } else {
          expected = .repeated(FixJudgement(.duplicate, .seq))
        }
        if table.standing(of: fix, device: devices[index]) != expected {
          Issue.record("seed \(seed): number \(sequence) after \(last) should be \(expected)")
          return
        }
        guard expected == .new else { continue }
        let judgement = FixJudgement(FixVerdict.allCases[random.below(8)])
        table.remember(fix, judgement, device: devices[index])
        histories[index].append((fix, judgement))
      }
    }
  }

  @Test func theLedgerAddsUp() {
    var random = SeededRandom(seed: Seeds.current)
    var parts = [FixLedger(), FixLedger()]
    var whole = FixLedger()
    var counts: [FixVerdict: UInt64] = [:]
    for _ in 0..<1_000 {
      let verdict = FixVerdict.allCases[random.below(FixVerdict.allCases.count)]
      let isRepeat = random.chance(0.3)
      parts[random.below(2)].count(verdict, isRepeat: isRepeat)
      whole.count(verdict, isRepeat: isRepeat)
      counts[verdict, default: 0] += 1
    }
    parts[0].merge(parts[1])
    #expect(parts[0] == whole)
    #expect(whole.total == 1_000)
    for verdict in FixVerdict.allCases { #expect(whole[verdict] == counts[verdict, default: 0]) }
    #expect(whole != FixLedger())
  }
}
