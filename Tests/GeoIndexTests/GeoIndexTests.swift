// GeoIndexTests
