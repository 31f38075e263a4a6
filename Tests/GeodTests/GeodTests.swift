// GeodTests
