// The tour of the client side: phones, viewers and services as the world has them, for replay, demo, load and
// tests. Nothing is declared here: read this first, then the rooms.

// A fleet speaks to geod exactly as strangers do: by sockets, in the words of the wire. That is why TrackHub,
// which holds the server's reader and writer of the same words, is no dependency of this target: a mistake there
// must not be made here a second time, where it would cancel out.
//
// - Wire. `FixEncoder` writes fixes without allocation; `FrameCursor`, `ServerFrame`, `AckScanner`, `TopicScanner` and
//   `PositionScanner` read what the server says, just far enough to account for it.
// - Phones. `PhoneLedger` is the account of one phone: what it has sent, what became of it, where it must be
//   believed to be. `PhoneNotice` is what it hears about bookings, `PhoneCommand` what it says.
// - Viewers. `SightingTable` matches what viewers see with when it was sent; `TopicWatcher` notices gaps.
// - Record. `FleetRecord` has everything that was acknowledged, for those who kill the server and compare.
// - Loop. `Fleet` is the way in: thousands of sockets on one thread. `FleetHandler` is that thread's program.
// - Service. `ChildServer` runs a geod of its own in a fresh folder, `TokenDesk` mints tokens for it, `ServiceAPI`
//   asks it questions by HTTP.
//
//     let fleet = try Fleet(FleetConfiguration(address: address, phones: phones))
//     fleet.connect()
//     fleet.waitUntilReady(timeoutMilliseconds: 10_000)
//     fleet.report([PhoneReport(phone: 0, fix: fix)])
//     fleet.waitUntilSettled(timeoutMilliseconds: 10_000)
//     for news in fleet.takeNews() { ... fleet.say(.accept(offer: offer.id), phone: news.phone) }
