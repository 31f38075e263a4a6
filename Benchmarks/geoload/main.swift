// geoload: phones by the thousand against one server, in open loop.

import Foundation

exit(LoadCommand.run(Array(CommandLine.arguments.dropFirst())))
