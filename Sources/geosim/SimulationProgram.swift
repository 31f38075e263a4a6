// Running one seed after the other, and saying how a failure is repeated.

import Scene

/// The program behind `main`.
enum SimulationProgram {
  /// Runs all seeds; stops at the first broken promise.
  /// - Returns: whether every promise held.
  static func run(_ options: SimulationOptions) -> Bool {
    if options.contention > 0 { return contend(options) }
    let streets = options.scene == .bookings ? nil : StreetGrid(.town(seed: 7))
    for offset in 0..<UInt64(options.seeds) {
      let seed = options.seed &+ offset
      if let streets,
        !run(
          .fixes, options, seed,
          { () throws(BrokenPromise) in
            var simulation = Simulation(options, seed: seed, streets: streets)
            let report = try simulation.run()
            return options.json ? report.json : report.line
          })
      {
        return false
      }
      if options.scene != .fixes,
        !run(
          .bookings, options, seed,
          { () throws(BrokenPromise) in
            var simulation = BookingSimulation(seed: seed, minutes: options.minutes)
            let report = try simulation.run()
            return options.json ? report.json : report.line
          })
      {
        return false
      }
    }
    return true
  }

  /// Runs one scene with one seed and prints what came of it.
  private static func run(
    _ scene: SimulationOptions.Scene, _ options: SimulationOptions, _ seed: UInt64,
    _ body: () throws(BrokenPromise) -> String
  ) -> Bool {
    do throws(BrokenPromise) {
      print(try body())
      return true
    } catch {
      print("broken promise: \(error.text)")
      print("repeat with: \(command(options, seed: seed, scene))")
      print("keep it in: data/regressions/\(file(scene)).seeds")
      return false
    }
  }

  private static func contend(_ options: SimulationOptions) -> Bool {
    do throws(BrokenPromise) {
      var contention = Contention(seed: options.seed)
      print(try contention.run(bookings: options.contention))
      return true
    } catch {
      print("broken promise: \(error.text)")
      print("repeat with: geosim --contention \(options.contention) --seed \(options.seed)")
      return false
    }
  }

  /// Where the seeds are recorded that broke a promise.
  static func file(_ scene: SimulationOptions.Scene) -> String {
    scene == .bookings ? "geosim-bookings" : "geosim"
  }

  /// The command that repeats one seed.
  static func command(
    _ options: SimulationOptions, seed: UInt64, _ scene: SimulationOptions.Scene
  ) -> String {
    let measures = scene == .bookings ? "" : " --technicians \(options.technicians)"
    return "geosim --scene \(scene.rawValue) --seed \(seed) --minutes \(options.minutes)\(measures)"
  }
}
