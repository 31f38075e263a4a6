print("geoload")
