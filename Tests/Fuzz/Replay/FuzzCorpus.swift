// The inputs that belong to the project, and changes to them.

import Bedrock
import Foundation
import TestSupport
import Testing

/// One input of a target, from a file.
struct FuzzFile: Sendable, CustomTestStringConvertible {
  let target: FuzzTarget
  /// The path from the package's root.
  let path: String
  let bytes: [UInt8]

  var testDescription: String { path }
}

enum FuzzCorpus {
  /// The small corpus of each target, `data/fuzz/<target>/`.
  static let chosen: [FuzzFile] = FuzzTarget.allCases.flatMap { target in
    files("data/fuzz/\(target.rawValue)", target) { _ in true }
  }

  /// What was found once, `data/regressions/<target>-<hash>`.
  static let found: [FuzzFile] = FuzzTarget.allCases.flatMap { target in
    files("data/regressions", target) { $0.hasPrefix("\(target.rawValue)-") && !$0.hasSuffix(".seeds") }
  }

  /// The names of the folders in `data/fuzz`.
  static var folders: [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: url("data/fuzz").path)) ?? []
    return all.filter { !$0.contains(".") }.sorted()
  }

  private static func url(_ path: String) -> URL { SharedData.packageRoot.appending(path: path) }

  private static func files(
    _ folder: String, _ target: FuzzTarget, where isWanted: (String) -> Bool
  ) -> [FuzzFile] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url(folder).path)) ?? []
    return names.filter(isWanted).sorted().compactMap { name in
      let path = "\(folder)/\(name)"
      guard let data = try? Data(contentsOf: url(path)) else { return nil }
      return FuzzFile(target: target, path: path, bytes: Array(data))
    }
  }
}

/// Changes inputs as a fuzzer does, from a seed.
struct FuzzMutator {
  private var random: SeededRandom
  private let inputs: [[UInt8]]

  /// The longest input that it makes.
  private static let bytesMax = 1024

  /// Starts with the inputs that it changes and mixes.
  init(seed: UInt64, inputs: [[UInt8]]) {
    precondition(!inputs.isEmpty, "nothing to change")
    random = SeededRandom(seed: seed)
    self.inputs = inputs
  }

  /// The next changed input.
  mutating func next() -> [UInt8] {
    var bytes = inputs[random.below(inputs.count)]
    // Half of them with one change, which leaves most of an input's sense.
    for _ in 0...(random.chance(0.5) ? 0 : random.below(5)) { change(&bytes) }
    return Array(bytes.prefix(Self.bytesMax))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes.append(UInt8(random.below(256))) }
    let place = random.below(bytes.count)
    let end = min(bytes.count, place + 1 + random.below(16))
    switch random.below(8) {
    case 0: bytes[place] = UInt8(random.below(256))
    case 1: bytes[place] ^= 1 << UInt8(random.below(8))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(UInt8(random.below(256)), at: place)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
    case 5: bytes.swapAt(place, random.below(bytes.count))
    case 6: bytes[place] = [0x00, 0x0A, 0x0D, 0x20, 0x7F, 0x80, 0xFF][random.below(7)]
    default:
      let other = inputs[random.below(inputs.count)]
      bytes = bytes[..<place] + other.suffix(random.below(other.count + 1))
    }
  }
}
