// GeoIndex
