// geosim: the whole engine under a seeded simulator.

print("geosim")
