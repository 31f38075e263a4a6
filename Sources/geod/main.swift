// geod: the program. Chooses a command and runs it.

import Foundation

let status = CommandRunner.run(Array(CommandLine.arguments.dropFirst()))
// Without the libraries' own tidying: a thread may still wait for a database that does not answer, and tearing down what
// it uses would end the program by a signal. Nothing is lost by it: everything printed and logged is written already.
_exit(status)
