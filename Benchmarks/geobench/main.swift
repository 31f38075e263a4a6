print("geobench")
