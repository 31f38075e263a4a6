// TrackHubTests
