// swift-tools-version: 6.2
import Foundation
import PackageDescription

// geod's package. The order of the targets below is the order of the dependency direction: the pure
// ring first, then what talks to the world, then the programs. TidyTests compare every import with
// this list, so an arrow that is not drawn here cannot appear in the code.

/// Set by continuous integration: a warning fails the build. Left off for people who only build geod,
/// so that a newer compiler with a new warning does not lock them out.
let strict = ProcessInfo.processInfo.environment["GEOD_STRICT"] == "1"

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let testSettings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport", "TestPrograms"], swiftSettings: testSettings)
}

let package = Package(
  name: "geod",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "geod", targets: ["geod"]),
    .executable(name: "geosim", targets: ["geosim"]),
    .executable(name: "geobench", targets: ["geobench"]),
    .executable(name: "geoload", targets: ["geoload"]),
    .executable(name: "geopages", targets: ["geopages"]),
  ],
  targets: [
    // System libraries: a module map each, one Swift target each that may import it.
    .systemLibrary(
      name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .systemLibrary(
      name: "CProj", pkgConfig: "proj", providers: [.apt(["libproj-dev"]), .brew(["proj"])]),
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "openssl",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .target(name: "CLinux"),
    .target(name: "CVector"),
    // The pages as files; assets.c embeds them.
    .target(name: "CPages", exclude: ["pages"]),

    // The pure ring: events in, actions out. No Foundation, no I/O, no clock.
    .target(
      name: "Bedrock", swiftSettings: settings,
      // Rounding is inlined where the processor has it and called from the C library where not.
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    library("GeoIndex", ["Bedrock", "CVector"]),
    library("Matcher", ["GeoIndex", "Bedrock"]),
    library("TrackHub", ["GeoIndex", "Bedrock"]),
    library("Trips", ["GeoIndex", "Bedrock"]),
    library("Scene", ["GeoIndex", "Bedrock"]),
    library("Engine", ["TrackHub", "Matcher", "Trips", "GeoIndex", "Bedrock"]),

    // The world: sockets, files, keys, coordinates of others.
    library("Transport", ["Bedrock", "COpenSSL", "CZlib", "CLinux"]),
    library("TripStore", ["Trips", "Bedrock", "CLibPQ", "CSQLite"]),
    library("Projection", ["GeoIndex", "CProj"]),
    library("Webhooks", ["Bedrock", "Transport", "CCurl"]),
    library("Access", ["Bedrock", "Transport"]),
    library("FleetClient", ["Scene", "Access", "Transport", "GeoIndex", "Bedrock"]),

    // The programs.
    program(
      "geod",
      [
        "Engine", "TrackHub", "Matcher", "Trips", "GeoIndex", "Bedrock", "Transport", "TripStore",
        "Projection", "Access", "FleetClient", "Webhooks", "Scene", "CPages",
      ]),
    program("geosim", ["Engine", "TrackHub", "Matcher", "Trips", "Scene", "GeoIndex", "Bedrock"]),
    // Counts the program's allocations; for measuring only.
    .target(name: "CAllocations", path: "Benchmarks/CAllocations"),
    .target(
      name: "Allocations", dependencies: ["CAllocations"], path: "Benchmarks/Allocations",
      swiftSettings: settings),
    program(
      "geobench",
      [
        "Allocations", "LoadSupport", "TestDatabase", "TestPrograms", "Engine", "TrackHub", "Matcher",
        "TripStore",
        "GeoIndex", "Scene",
        "Transport", "Bedrock",
      ],
      path: "Benchmarks/geobench"),
    .target(
      name: "LoadSupport", dependencies: ["FleetClient", "Scene", "Bedrock"], path: "Benchmarks/LoadSupport",
      swiftSettings: settings),
    program(
      "geoload",
      [
        "LoadSupport", "TestDatabase", "TestPrograms", "FleetClient", "Scene", "Access", "TripStore",
        "Transport",
        "GeoIndex", "Bedrock",
      ],
      path: "Benchmarks/geoload"),
    program(
      "geopages", ["LoadSupport", "Browser", "FleetClient", "Scene", "Access", "Transport", "Bedrock"],
      path: "Benchmarks/geopages"),

    // Tests: one suite per target, then the ones that look at the whole.
    .target(name: "TestPrograms", path: "Tests/TestPrograms", swiftSettings: testSettings),
    .target(
      name: "TestSupport", dependencies: ["TestPrograms", "Bedrock", "GeoIndex"], path: "Tests/TestSupport",
      swiftSettings: testSettings),
    .target(
      name: "TestDatabase", dependencies: ["TestPrograms"], path: "Tests/TestDatabase",
      swiftSettings: testSettings),
    .target(
      name: "Browser", dependencies: ["Transport"], path: "Tests/Browser", swiftSettings: testSettings),
    tests("BedrockTests", ["Bedrock"]),
    tests("GeoIndexTests", ["Allocations", "GeoIndex", "Projection", "Bedrock"]),
    tests("MatcherTests", ["Matcher", "GeoIndex", "Bedrock"]),
    tests("TrackHubTests", ["TrackHub", "GeoIndex", "Bedrock"]),
    tests("TripsTests", ["Trips", "GeoIndex", "Bedrock"]),
    tests("SceneTests", ["Scene", "GeoIndex", "Bedrock"]),
    tests("EngineTests", ["Engine", "TrackHub", "Matcher", "Trips", "GeoIndex", "Bedrock"]),
    tests("TransportTests", ["Transport", "Bedrock"]),
    tests("TripStoreTests", ["TripStore", "Trips", "Bedrock", "TestDatabase"]),
    tests("ProjectionTests", ["Projection", "GeoIndex"]),
    tests("WebhooksTests", ["Webhooks", "Transport", "Bedrock"]),
    tests("AccessTests", ["Access", "Transport", "Bedrock"]),
    tests(
      "GeodTests",
      [
        "geod", "geosim", "Engine", "Trips", "TripStore", "Access", "FleetClient", "Webhooks", "Transport",
        "GeoIndex",
        "Bedrock", "TestDatabase",
      ]),
    tests("PagesTests", ["geod", "geopages", "Browser", "FleetClient", "Access", "Transport", "Bedrock"]),
    tests("SimulationTests", ["geosim", "Engine", "Scene", "Bedrock"]),
    tests("BenchmarkSmokeTests", ["Allocations", "geobench", "geoload", "geopages", "geod", "TestDatabase"]),
    tests("TidyTests", []),
    // What is fuzzed, and its replay without a fuzzer.
    .testTarget(
      name: "FuzzTests", dependencies: ["TestSupport", "TrackHub", "Transport", "Bedrock"],
      path: "Tests/Fuzz",
      exclude: ["Program"], swiftSettings: testSettings),
  ]
)

// The same checks as a program for libFuzzer, which brings its own `main`; only scripts/fuzz asks for it. A source file
// belongs to one target, so it takes the place of the tests.
if ProcessInfo.processInfo.environment["GEOD_FUZZ_TARGETS"] == "1" {
  package.targets.removeAll { $0.name == "FuzzTests" }
  package.targets.append(
    .executableTarget(
      name: "geofuzz", dependencies: ["TrackHub", "Transport", "Bedrock"], path: "Tests/Fuzz",
      exclude: ["Replay"], swiftSettings: testSettings))
}
