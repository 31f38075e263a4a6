// geobench: what one core does with the parts of geod. This file chooses the suite; each
// suite is a file of its own. `geobench echo` is no suite but a server for the suites of others, and
// `geobench transport-server` is the one that the transport suite measures.

import Foundation

/// The suites by name. A new suite is a line here and a file beside this one.
let suites: [Suite] = [.index, .zones, .peers, .fix, .match, .transport, .tls, .accept, .points, .retention]

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "echo" { exit(EchoCommand.main(Array(arguments.dropFirst()))) }
if arguments.first == "transport-server" { exit(TransportServerCommand.main(Array(arguments.dropFirst()))) }
if arguments.isEmpty || arguments.contains("--help") || arguments.contains("-h") {
  print(BenchmarkOptions.help(suites))
  exit(arguments.isEmpty ? 2 : 0)
}
do {
  let (suite, options) = try BenchmarkOptions.parse(arguments, suites: suites)
  var report = BenchmarkReport(json: options.json)
  let passed = suite.run(options, &report)
  exit(passed ? 0 : 1)
} catch {
  FileHandle.standardError.write(Data("geobench: \(error)\n".utf8))
  exit(2)
}
