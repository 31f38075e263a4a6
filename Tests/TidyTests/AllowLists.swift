// What the rules let through, each entry with its reason. An entry that is no longer needed fails its
// rule, so that these lists can only describe the code as it is.

/// Exceptions to the rules, by path or name.
enum AllowList {
  /// Modules of the toolchain that code outside of the pure ring may import.
  static let toolchainModules: Set<String> = [
    "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
  ]

  /// The pure ring: events in, actions out.
  static let pureRing: Set<String> = [
    "Bedrock", "GeoIndex", "Matcher", "TrackHub", "Trips", "Scene", "Engine",
  ]

  /// Modules of the toolchain that the pure ring may import.
  static let pureModules: Set<String> = ["Synchronization"]

  /// Files of the pure ring that may import the C library, for its mathematics only.
  static let mathematics: [String: String] = [
    "Sources/GeoIndex/Cells/FarBound.swift": "angles of the bounding sphere",
    "Sources/GeoIndex/Cells/SquareBounds.swift": "angles of the bounding sphere",
    "Sources/GeoIndex/Geodesic/Geodesic.swift": "angles on the auxiliary sphere",
    "Sources/GeoIndex/Geodesic/Geodesic+Far.swift": "angles on the auxiliary sphere",
    "Sources/GeoIndex/Positions/GeoBox+Area.swift": "areas on the ellipsoid",
    "Sources/GeoIndex/Positions/GeoBox+Disk.swift": "how far a disk reaches in longitude",
    "Sources/GeoIndex/RTree/GeoBox+Distance.swift": "where on a meridian the nearest place is",
  ]

  /// The one target that may import each C module.
  static let doors: [String: String] = [
    "CAllocations": "Allocations",
    "CLibPQ": "TripStore",
    "CSQLite": "TripStore",
    "CProj": "Projection",
    "COpenSSL": "Transport",
    "CZlib": "Transport",
    "CCurl": "Webhooks",
    "CLinux": "Transport",
    "CVector": "GeoIndex",
    "CPages": "geod",
  ]

  /// Files that may say `unsafe` or `@unchecked Sendable`. Each of them has a SAFETY paragraph.
  static let unsafeFiles: [String: String] = [
    "Benchmarks/geobench/Peers/RedisLink.swift": "passes an address to the system",
    "Benchmarks/geobench/Transport/LoopbackSocket.swift": "passes addresses and buffers to the system",
    "Benchmarks/geobench/Transport/SharedPage.swift": "maps the page that a measured server shares",
    "Benchmarks/geobench/Stopwatch.swift": "keeps results alive so that the optimiser cannot drop the work",
    "Sources/geod/Pages/EmbeddedPages.swift": "reads the constants that the compiler has embedded",
    "Sources/Access/KeyFile.swift": "opens files by their descriptor, to check the same file that is read",
    "Sources/Access/RateKey.swift": "lets the C library parse addresses",
    "Sources/Bedrock/JSONWriter.swift": "copies the bytes of static strings",
    "Sources/GeoIndex/Cells/Candidates+Kernel.swift": "passes candidates to the kernel",
    "Sources/GeoIndex/Cells/CellWalk.swift": "passes blocks of cells to the kernel",
    "Sources/GeoIndex/Cells/FoundIDs.swift": "copies ids out of memory of its own",
    "Sources/GeoIndex/Cells/Kernel.swift": "reads a name of the kernel",
    "Sources/GeoIndex/Cells/Slab.swift": "owns the columns of the index in memory of its own",
    "Sources/GeoIndex/Cells/SlotColumns.swift": "passes columns to the kernel",
    "Sources/Projection/CoordinateTransform.swift": "owns a transformation of PROJ",
    "Sources/Projection/GeodesicReference.swift": "passes structures to PROJ",
    "Sources/Projection/ProjVersion.swift": "reads a constant of PROJ",
    "Sources/TrackHub/Wire/JSONCursor+Text.swift": "compares with the bytes of static strings",
    "Sources/TrackHub/Wire/JSONCursor.swift": "compares with the bytes of static strings",
    "Sources/Transport/Client/BlockingSocket.swift": "passes buffers to the system",
    "Sources/Transport/Crypto/CryptoLibrary.swift": "reads a constant of OpenSSL",
    "Sources/Transport/Crypto/Digest.swift": "passes buffers to OpenSSL",
    "Sources/Transport/Crypto/SecureRandom.swift": "lets OpenSSL fill a buffer",
    "Sources/Transport/Crypto/SelfSignedCertificate.swift": "makes certificates with OpenSSL",
    "Sources/Transport/Crypto/SignatureKey+PEM.swift": "passes buffers to OpenSSL",
    "Sources/Transport/Crypto/SignatureKey+Signing.swift": "passes buffers to OpenSSL",
    "Sources/Transport/Crypto/SignatureKey.swift": "owns a key of OpenSSL",
    "Sources/Transport/Gzip/Gzip+Version.swift": "reads a constant of zlib",
    "Sources/Transport/Gzip/Gzip.swift": "passes buffers to zlib",
    "Sources/Transport/Gzip/GzipLineReader.swift": "reads files into its buffer",
    "Sources/Transport/Gzip/Inflater.swift": "owns a stream of zlib",
    "Sources/Transport/Loop/ConnectionSlab.swift": "owns the connections of a loop, which never move",
    "Sources/Transport/Loop/DetachedConnection.swift": "carries a connection between loops, behind a lock",
    "Sources/Transport/Loop/Lock.swift": "owns a mutex of the system",
    "Sources/Transport/Loop/LoopControl+Accept.swift": "fills a fresh connection in place",
    "Sources/Transport/Loop/LoopControl+Connect.swift": "fills a fresh connection in place",
    "Sources/Transport/Loop/LoopControl+Read.swift": "reads into the loop's buffer and decodes in place",
    "Sources/Transport/Loop/LoopControl+Requests.swift": "changes connections in place",
    "Sources/Transport/Loop/LoopControl.swift": "owns the loop's receive buffer",
    "Sources/Transport/Loop/LoopThread.swift": "reads the poller's events",
    "Sources/Transport/Loop/Outbox.swift": "owns the blocks of outbound queues",
    "Sources/Transport/Loop/SharedFrames.swift": "lends the memory of shared frames to the system",
    "Sources/Transport/Net/Descriptor.swift": "passes a name to the system",
    "Sources/Transport/Net/DescriptorLimit.swift": "asks the system for the limit",
    "Sources/Transport/Net/PeerAddress.swift": "lets the system parse and resolve addresses",
    "Sources/Transport/Net/Poller.swift": "owns the array that epoll fills",
    "Sources/Transport/Net/SystemError.swift": "reads the system's error text",
    "Sources/Transport/Net/Wire.swift": "reads and writes the socket",
    "Sources/Transport/TLS/PEMReader.swift": "passes files and their text to the system and OpenSSL",
    "Sources/Transport/TLS/TLSChannel.swift": "owns the state of OpenSSL's way to the socket",
    "Sources/Transport/TLS/TLSClientContext.swift": "passes names and roots to OpenSSL",
    "Sources/Transport/TLS/TLSContextHandle.swift": "owns a context of OpenSSL",
    "Sources/Transport/TLS/TLSServerContext.swift": "gives certificates and keys to OpenSSL",
    "Sources/Transport/TLS/TLSSession+Handshake.swift": "reads OpenSSL's reasons",
    "Sources/Transport/TLS/TLSSession+Probe.swift": "asks OpenSSL for what only tests want",
    "Sources/Transport/TLS/TLSSession.swift": "is a session of OpenSSL, which the wire frees",
    "Sources/Transport/TLS/TLSTicketCache.swift": "keeps sessions of OpenSSL and is called back by it",
    "Sources/Transport/WebSocket/Deflate/MessageDeflater.swift": "owns a stream of zlib",
    "Sources/Transport/WebSocket/Deflate/MessageInflater.swift": "owns a stream of zlib",
    "Sources/Transport/WebSocket/Masking.swift": "masks eight bytes at a time",
    "Sources/Transport/WebSocket/UTF8Validator.swift": "validates eight bytes at a time",
    "Sources/Transport/WebSocket/WebSocketDecoder+Payload.swift": "unmasks where the bytes were read",
    "Sources/Transport/WebSocket/WebSocketFrame.swift": "masks the frames of clients",
    "Sources/TripStore/LibraryVersions.swift": "reads a constant of SQLite",
    "Sources/TripStore/Postgres/Connection/PostgresLink.swift": "owns a connection of libpq",
    "Sources/TripStore/Postgres/Connection/PostgresResult.swift":
      "owns a result of libpq and reads its values",
    "Sources/TripStore/Postgres/Connection/PostgresURL.swift": "reads what libpq has found in an address",
    "Sources/TripStore/SQLite/DataDirectory.swift": "opens files and folders by descriptor",
    "Sources/TripStore/SQLite/SQLiteConnection.swift": "owns a connection of SQLite",
    "Sources/TripStore/SQLite/SQLiteStatement.swift": "binds and reads the values of a statement",
    "Sources/TripStore/Guarded.swift": "puts a value behind a lock that the thread sanitizer sees",
    "Sources/TripStore/SQLite/StoreError+SQLite.swift": "reads SQLite's error text",
    "Sources/Webhooks/Addresses/EndpointURL.swift": "lets libcurl read addresses",
    "Sources/Webhooks/Sending/CurlLibrary.swift": "reads a constant of libcurl",
    "Sources/Webhooks/Sending/CurlPool.swift": "owns the transfers of libcurl",
    "Sources/Webhooks/Sending/CurlTransfer.swift": "is a transfer of libcurl, which calls it back",
  ]

  /// Public names with a word that is a synonym elsewhere and means another thing here.
  static let otherMeanings: [String: String] = [
    "StoreWorker": "a thread that works for the store, not a person"
  ]

  /// Files of more than `ShapeRules.fileLinesMax` lines.
  static let longFiles: [String: String] = [
    "Sources/CPages/assets.c": "a list that scripts/embed-pages writes"
  ]

  /// Functions of more than `ShapeRules.functionLinesMax` lines, as `path function`.
  static let longFunctions: [String: String] = [:]

  /// The entries of a list that nothing needed.
  static func unused(_ list: [String: String], used: Set<String>, named name: String) -> [Violation] {
    list.keys.filter { !used.contains($0) }.sorted().map {
      Violation(
        path: "Tests/TidyTests/AllowLists.swift", line: 1,
        message: "\(name) lists \($0), which does not need it (any more)")
    }
  }
}
