// Arguments in, lines out; the exit status says whether every promise held.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Scene

do {
  let options = try SimulationOptions(Array(CommandLine.arguments.dropFirst()))
  if options.help {
    print(SimulationOptions.usage)
    exit(0)
  }
  exit(SimulationProgram.run(options) ? 0 : 1)
} catch {
  print("geosim: \(error.message)\n\n\(SimulationOptions.usage)")
  exit(2)
}
