print("geod")
