// geod: the program. Chooses a command and runs it.

import Foundation

exit(CommandRunner.run(Array(CommandLine.arguments.dropFirst())))
