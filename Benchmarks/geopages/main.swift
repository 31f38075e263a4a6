// geopages: what the pages cost, the server and the browser, with a fleet behind them.

import Foundation

exit(PagesCommand.run(Array(CommandLine.arguments.dropFirst())))
