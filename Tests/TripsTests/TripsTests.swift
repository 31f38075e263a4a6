// TripsTests
