// What running programs leaves behind in the process of the tests: nothing.

import Foundation
import TestPrograms
import Testing

@Suite("Running programs")
struct CommandTests {
  @Test("hundreds of them keep no descriptor open") func descriptors() async {
    // Alone, because it counts the descriptors of its process.
    await #expect(processExitsWith: .success) {
      func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
      // The first one has a janitor started, and Foundation what it keeps.
      try Command.run(["true"])
      let before = try open()
      for _ in 0..<20 { try Command.run(["true"]) }
      let gained = try open() - before
      precondition(gained < 10, "\(gained) descriptors stayed open behind 20 programs")
    }
  }
}
