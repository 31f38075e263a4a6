// Who imports whom: the arrows of Package.swift, the pure ring, and one door to each C library.

/// One `import` line.
struct ImportLine {
  let module: String
  let line: Int

  /// The imports of a file, also those of single declarations (`import struct A.B`).
  static func all(in file: SourceFile) -> [ImportLine] {
    guard file.isSwift else { return [] }
    return file.code.enumerated().compactMap { index, text in
      guard text.utf8.contains(UInt8(ascii: "i")) else { return nil }
      let words = CodeWord.all(in: text)
      guard let place = words.firstIndex(where: { $0.text == "import" }),
        words[..<place].allSatisfy({ modifiers.contains($0.text) })
      else { return nil }
      let rest = words[(place + 1)...].drop { kinds.contains($0.text) }
      return rest.first.map { ImportLine(module: $0.text, line: index + 1) }
    }
  }

  private static let modifiers: Set<String> = [
    "public", "package", "internal", "fileprivate", "private", "testable", "preconcurrency", "_exported",
    "_implementationOnly", "safe", "unsafe",
  ]
  private static let kinds: Set<String> = [
    "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
  ]
}

/// The rules about imports.
enum ImportRules {
  /// Every import is one that the target's dependency list names, or a module of the toolchain.
  static func followManifest(_ files: [SourceFile], _ manifest: Manifest) -> [Violation] {
    files.flatMap { file -> [Violation] in
      guard let target = manifest.target(of: file) else {
        return [Violation(path: file.path, line: 1, message: "belongs to no target of Package.swift")]
      }
      return ImportLine.all(in: file)
        .filter {
          !target.dependencies.contains($0.module) && !AllowList.toolchainModules.contains($0.module)
        }
        .map {
          Violation(
            path: file.path, line: $0.line,
            message: "\(target.name) imports \($0.module), which Package.swift does not give it")
        }
    }
  }

  /// The pure ring imports nothing of the toolchain but `Synchronization`, and the C library only in the
  /// files of `mathematics`.
  static func keepRingPure(_ files: [SourceFile], mathematics: [String: String]) -> [Violation] {
    var found: [Violation] = []
    var used: Set<String> = []
    for file in files where AllowList.pureRing.contains(file.folder) {
      for item in ImportLine.all(in: file) where AllowList.toolchainModules.contains(item.module) {
        if AllowList.pureModules.contains(item.module) { continue }
        if ["Glibc", "Darwin"].contains(item.module), mathematics[file.path] != nil {
          used.insert(file.path)
          continue
        }
        found.append(
          Violation(path: file.path, line: item.line, message: "the pure ring does not import \(item.module)")
        )
      }
    }
    return found + AllowList.unused(mathematics, used: used, named: "mathematics")
  }

  /// Nothing in the pure ring asks a clock, the system's entropy, the scheduler or the environment.
  static func keepRingTimeless(_ files: [SourceFile]) -> [Violation] {
    files.filter { $0.isSwift && AllowList.pureRing.contains($0.folder) }.flatMap { file in
      file.code.enumerated().flatMap { index, text in
        let words = CodeWord.all(in: text)
          .filter {
            banned.contains($0.text) || bannedCalls.contains($0.text) && $0.before != "." && $0.after == "("
          }
          .map(\.text)
        return (words + bannedMembers.filter { text.contains($0) }).map {
          Violation(
            path: file.path, line: index + 1,
            message: "the pure ring has no clock, entropy, scheduler or input of its own: \($0)")
        }
      }
    }
  }

  /// A C module is imported by its one target only; tests go through that target, too.
  static func keepDoors(_ files: [SourceFile], doors: [String: String]) -> [Violation] {
    files.flatMap { file in
      ImportLine.all(in: file).compactMap { item -> Violation? in
        guard let owner = doors[item.module], file.folder != owner else { return nil }
        return Violation(
          path: file.path, line: item.line, message: "only \(owner) imports \(item.module)")
      }
    }
  }

  /// Every system library and C target of the manifest has a door.
  static func nameDoors(_ manifest: Manifest, doors: [String: String]) -> [Violation] {
    let modules = manifest.targets.filter { target in
      target.kind == .systemLibrary || target.kind == .library && target.name.hasPrefix("C")
    }
    return modules.filter { doors[$0.name] == nil }.map {
      Violation(path: "Package.swift", line: 1, message: "\($0.name) has no door in AllowList.doors")
    }
  }

  private static let banned: Set<String> = [
    "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", "Task", "TaskGroup", "async",
    "await",
    "clock_gettime", "gettimeofday", "arc4random", "getrandom", "getenv", "CommandLine",
  ]
  /// What draws from the system's entropy, or from a given generator in a way that the standard library may
  /// change between versions.
  private static let bannedMembers = [
    ".random(in", ".random()", ".randomElement(", ".shuffled(", ".shuffle(",
  ]
  private static let bannedCalls: Set<String> = ["Date", "rand", "time", "fopen", "socket"]
}
