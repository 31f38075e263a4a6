// MatcherTests
