// The tour of the project's own world. Nothing is declared here: read this first, then the rooms.

// Scene is where demo, simulator, tests and load tools get a city, people and movement from. Everything
// is a function of a seed and of engine time: no clock, no entropy, no files, and no mathematics that
// differs in the last bit between machines, so equal seeds give equal bytes everywhere.
//
// The rooms, in the order in which one needs the other:
//
// - Geometry. `ScenePoint` and `SceneBox` are positions in degrees. `CityPlane` (internal) is the plane in
//   metres in which everything moves; its head explains why libm's functions are not used.
// - Streets. `StreetGrid` is a generated network over the extent of Riyadh, built from a `StreetPlan`:
//   ring roads, arterials, secondary and local streets with speed limits. `PathFinder` finds the quickest
//   path and keeps its scratch memory; `StreetGrid.polylines(of:in:)` is the base map of the pages.
// - Zones. `ServiceZones.all` are hand-made zones, equal to data/samples/zones.geojson.
// - People. `TechnicianProfileSample` makes the n-th technician of a seed; the first fifty are
//   data/samples/technicians.ndjson. `SkillCatalogue` says who can do what, and how often it is asked for.
// - Fleet. `FleetModel` moves technicians on the streets and answers with a `SceneFix` for any instant.
//   No fix of it implies more than 60 km/h. Technician n of the fleet and profile n of the same seed are one
//   person with one home zone.
// - Faults. `FaultModel` makes a clean stream of fixes dirty, and notes which verdict each fix deserves.
// - Demand. `DemandModel` says where and when customers book, which skill they need and how soon.
//
//     let streets = StreetGrid(StreetPlan.city(seed: 7))
//     var fleet = FleetModel(seed: 7, count: 1_000, streets: streets, start: start)
//     let fix = fleet.fix(of: 12, at: start.advanced(byMilliseconds: 5_000))
