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
//   TenantEngine+Snapshot.swift    live positions survive a restart
