// Engine: where the rooms of the pure ring meet. A TenantEngine owns everything of one tenant and is told
// what happens as calls with the time; what is to be done about it comes back in an ActionList. It does
// no I/O and reads no clock, so the daemon and the simulator run the same code.
//
// The tour:
//   TenantEngine.swift             what a tenant consists of
//   TenantEngine+Sessions.swift    phones and viewers come and go
//   TenantEngine+Fixes.swift       the life of a fix, as a list
//   TenantEngine+Viewers.swift     topics are watched
//   TenantEngine+Technicians.swift profiles are set and removed
//   TenantEngine+Columns.swift     what the matcher reads about them
//   TenantEngine+Nearby.swift      who is near
//   TenantEngine+Match.swift       who should take a booking; MatchQuery and MatchAnswer say it by names
//   TenantEngine+Snapshot.swift    live positions and what was learned survive a restart
//
// The life of a booking:
//   TenantEngine+Bookings.swift    wishes come in and wait for their turn; answers go out
//   TenantEngine+Transitions.swift a wish is decided on what is durable, and sent to the store
//   TenantEngine+Landing.swift     what is durable is true: who may not see any more goes, all are told
//   TenantEngine+Offers.swift      who is asked next
//   TenantEngine+Journeys.swift    fixes of a trip become its track, its arrival, its expected time
//   TenantEngine+Points.swift      a fix of a trip is acknowledged when it is durable
//   TenantEngine+Publishing.swift  topics of bookings and trips
//   TenantEngine+Overview.swift    the topic of control rooms: rows, and events with rows
//   TenantEngine+Jobs.swift        what technicians do, for the matcher and for maps
//   TenantEngine+Phones.swift      what technicians are told and how their commands are answered
//   TenantEngine+Shares.swift      what customers see, and how it ends
//   TenantEngine+Promises.swift    when customers are told to expect the technician
//   TenantEngine+Alarms.swift      deadlines, SLA clocks, second attempts
//   TenantEngine+Service.swift     bookings come into service at the start, and leave it at their end
//   Bookings/                      what a booking in service consists of, and its documents
//   Store/                         what the engine wants kept, as values
