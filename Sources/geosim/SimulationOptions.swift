// What a run is asked to be, and how the command line says so.

/// The measures of a run. Equal options and seeds give equal runs on every machine.
struct SimulationOptions: Equatable, Sendable {
  var seed: UInt64 = 42
  var minutes = 10
  var technicians = 60
  /// How many seeds are run, counting up from `seed`.
  var seeds = 1
  /// What is run: the life of fixes, of bookings, or both.
  var scene = Scene.both
  /// How many bookings are contended for; 0 to run scenes.
  var contention = 0
  var json = false
  var help = false

  /// What a seed is run through.
  enum Scene: String, CaseIterable {
    case fixes
    case bookings
    case both
  }

  static let usage = """
    geosim: runs the engine against a generated world on virtual time, and checks everything it says.

      --seed N         the seed (42)
      --minutes N      virtual minutes (10), 1 to 1440
      --technicians N  technicians of the fixes who stay; some more come and go (60), 1 to 10000
      --scene WORD     the life of `fixes`, of `bookings` with their offers and trips, or `both` (both)
      --contention N   instead of scenes: N bookings with five contending accepts each, one winner each
      --seeds N        runs so many seeds, counting up from --seed (1)
      --json           one line of JSON per seed
      --help           this text

    Exit status: 0 when every promise held, 1 when one was broken, 2 for a wrong option.
    """

  struct Fault: Error {
    var message: String
  }

  /// The defaults.
  init() {}

  /// Reads the arguments behind the program's name.
  init(_ arguments: [String]) throws(Fault) {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--seed": seed = try Self.number(option, rest.popFirst(), in: 0...UInt64.max)
      case "--minutes": minutes = Int(try Self.number(option, rest.popFirst(), in: 1...1_440))
      case "--technicians": technicians = Int(try Self.number(option, rest.popFirst(), in: 1...10_000))
      case "--seeds": seeds = Int(try Self.number(option, rest.popFirst(), in: 1...1_000_000_000))
      case "--contention":
        contention = Int(try Self.number(option, rest.popFirst(), in: 1...1_000_000))
      case "--scene":
        guard let scene = rest.popFirst().flatMap({ Scene(rawValue: $0) }) else {
          throw Fault(message: "--scene takes fixes, bookings or both")
        }
        self.scene = scene
      case "--json": json = true
      case "--help", "-h": help = true
      default: throw Fault(message: "there is no option \(option)")
      }
    }
  }

  private static func number(
    _ option: String, _ text: String?, in range: ClosedRange<UInt64>
  ) throws(Fault) -> UInt64 {
    guard let text, let value = UInt64(text), range.contains(value) else {
      throw Fault(message: "\(option) takes a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
