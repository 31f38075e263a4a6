// The tests of the daemon. Most start the real binary and speak to it over real sockets (Support/TestServer);
// the files named after a room of Sources/geod test that room alone.
