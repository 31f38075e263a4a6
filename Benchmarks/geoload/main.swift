// geoload: load over real sockets, open loop.

print("geoload")
