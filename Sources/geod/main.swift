// geod: the daemon and its commands.

print("geod")
