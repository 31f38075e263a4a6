// TripStoreTests
