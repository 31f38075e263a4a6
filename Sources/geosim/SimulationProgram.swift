// Running one seed after the other, and saying how a failure is repeated.

import Scene

/// The program behind `main`.
enum SimulationProgram {
  /// Runs all seeds; stops at the first broken promise.
  /// - Returns: whether every promise held.
  static func run(_ options: SimulationOptions) -> Bool {
    let streets = StreetGrid(.town(seed: 7))
    for offset in 0..<UInt64(options.seeds) {
      let seed = options.seed &+ offset
      do throws(BrokenPromise) {
        var simulation = Simulation(options, seed: seed, streets: streets)
        let report = try simulation.run()
        print(options.json ? report.json : report.line)
      } catch {
        print("broken promise: \(error.text)")
        print("repeat with: \(command(options, seed: seed))")
        print("keep it in: data/regressions/geosim.seeds")
        return false
      }
    }
    return true
  }

  /// The command that repeats one seed.
  static func command(_ options: SimulationOptions, seed: UInt64) -> String {
    "geosim --seed \(seed) --minutes \(options.minutes) --technicians \(options.technicians)"
  }
}
