// TrackHub
