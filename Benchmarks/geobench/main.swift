// geobench: measurements inside of one process.

print("geobench")
