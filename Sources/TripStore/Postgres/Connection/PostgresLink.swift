// The door to libpq: one connection, whose calls do not wait. Only this file, PostgresResult.swift and PostgresURL.swift see
// libpq's types. Who waits for what is in PostgresSession.swift.

internal import CLibPQ
#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// One connection of libpq.
///
/// SAFETY: `handle` is made in `init`, owned by this object alone and finished in `deinit`; results that came from it are
/// independent of it. libpq asks for one thread per connection at a time: the object is not `Sendable` and belongs to the
/// thread of its `PostgresConnection`. Texts and values that are passed in are copied by libpq during the call into its
/// own buffer.
@safe
final class PostgresLink {
  /// How far connecting has come.
  enum Progress { case reading, writing, connected, failed }

  private let handle: OpaquePointer

  /// Begins to connect. Looking up the name of a host is the one thing for which libpq waits; it has no other way.
  /// - Parameter parameters: keywords and values of libpq.
  init(starting parameters: [(keyword: String, value: String)]) throws(StoreError) {
    var keywords = unsafe parameters.map { unsafe UnsafePointer(strdup($0.keyword)) } + [nil]
    var values = unsafe parameters.map { unsafe UnsafePointer(strdup($0.value)) } + [nil]
    defer {
      for index in parameters.indices {
        unsafe free(UnsafeMutablePointer(mutating: keywords[index]))
        unsafe free(UnsafeMutablePointer(mutating: values[index]))
      }
    }
    guard let handle = unsafe PQconnectStartParams(&keywords, &values, 0) else {
      throw .fatal(reason: "libpq has no memory")
    }
    unsafe self.handle = handle
    // Notices go nowhere: what matters is an error, and they could hold values.
    unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
  }

  deinit { unsafe PQfinish(handle) }

  /// Goes on connecting. Not to be called before the socket is ready for what the call before has asked for.
  func connect() -> Progress {
    switch unsafe PQconnectPoll(handle) {
    case PGRES_POLLING_READING: .reading
    case PGRES_POLLING_WRITING: .writing
    case PGRES_POLLING_OK: .connected
    default: .failed
    }
  }

  /// Whether the connection is of no use any more.
  var isBroken: Bool { unsafe PQstatus(handle) == CONNECTION_BAD }

  /// The socket, which may change while connecting; negative when there is none.
  var socket: Int32 { unsafe PQsocket(handle) }

  /// The server's version, such as 150018.
  var serverVersion: Int32 { unsafe PQserverVersion(handle) }

  /// What libpq says about the last failure of the connection itself, on one line. Names hosts, users and databases,
  /// never passwords (see `PostgresURL`).
  var message: String {
    let text = unsafe String(cString: PQerrorMessage(handle))
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Whether an open transaction has failed, as of the last round.
  var isInFailedTransaction: Bool { unsafe PQtransactionStatus(handle) == PQTRANS_INERROR }

  /// Waits for the socket; neither is ready when the time is over.
  func wait(reading: Bool, writing: Bool, milliseconds: Int32) -> (reading: Bool, writing: Bool) {
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    var left = milliseconds
    while true {
      var wanted = pollfd()
      wanted.fd = socket
      wanted.events = Int16(reading ? POLLIN : 0) | Int16(writing ? POLLOUT : 0)
      let count = unsafe poll(&wanted, 1, left)
      if count > 0 {
        // A socket that has failed is ready for reading: what reads it learns the failure.
        let onlyWriting = wanted.revents == Int16(POLLOUT)
        return (reading: !onlyWriting, writing: wanted.revents & Int16(POLLOUT) != 0)
      }
      guard count < 0, errno == EINTR else { return (count < 0, false) }
      left = ContinuousClock.now.duration(to: deadline).wholeMilliseconds
    }
  }

  // MARK: Modes

  /// From now on no call waits for the socket.
  func setNonBlocking() -> Bool { unsafe PQsetnonblocking(handle, 1) == 0 }

  /// From now on statements are sent without waiting for the answers to those before.
  func enterPipeline() -> Bool { unsafe PQenterPipelineMode(handle) == 1 }

  /// Back to one statement at a time; only when everything was answered.
  func exitPipeline() -> Bool { unsafe PQexitPipelineMode(handle) == 1 }

  /// The rows of the statement whose results come next arrive one by one.
  func setSingleRows() { _ = unsafe PQsetSingleRowMode(handle) }

  // MARK: Sending

  /// Prepares a statement under its name.
  func prepare(_ query: PostgresQuery, types: [UInt32]) -> Bool {
    unsafe PQsendPrepare(handle, query.name, query.sql, Int32(types.count), types) == 1
  }

  /// Runs a statement, prepared under its name or at once when it has none.
  func run(_ query: PostgresQuery, types: [UInt32], _ parameters: borrowing PostgresParameters) -> Bool {
    let count = parameters.ends.count
    // A value without octets needs an address too: libpq takes none for null.
    let anywhere: [CChar] = [0]
    return unsafe anywhere.withUnsafeBufferPointer { anywhere in
      unsafe parameters.octets.withUnsafeBytes { octets in
        var values: [UnsafePointer<CChar>?] = unsafe []
        var lengths: [Int32] = []
        unsafe values.reserveCapacity(count)
        lengths.reserveCapacity(count)
        var start = 0
        for index in 0..<count {
          let end = parameters.ends[index]
          let place = unsafe octets.baseAddress.map { unsafe $0.advanced(by: start) }
          let address = unsafe place?.assumingMemoryBound(to: CChar.self) ?? anywhere.baseAddress
          unsafe values.append(parameters.isNull[index] ? nil : address)
          lengths.append(Int32(end - start))
          start = end
        }
        let formats = [Int32](repeating: 1, count: count)
        guard query.name.isEmpty else {
          return unsafe PQsendQueryPrepared(handle, query.name, Int32(count), values, lengths, formats, 1)
            == 1
        }
        return unsafe PQsendQueryParams(handle, query.sql, Int32(count), types, values, lengths, formats, 1)
          == 1
      }
    }
  }

  /// Runs statements without values, outside of a pipeline.
  func runScript(_ sql: String) -> Bool { unsafe PQsendQuery(handle, sql) == 1 }

  /// Ends a round of a pipeline: the server answers what it has got, and goes on after a failure.
  func sync() -> Bool { unsafe PQpipelineSync(handle) == 1 }

  /// Sends what is in libpq's buffer.
  /// - Returns: 0 when all is sent, 1 when there is more, -1 when the connection is broken.
  func flush() -> Int32 { unsafe PQflush(handle) }

  // MARK: Receiving

  /// Takes in what has arrived; false when the connection is broken.
  func consume() -> Bool { unsafe PQconsumeInput(handle) == 1 }

  /// Whether `next` would have to wait.
  var isBusy: Bool { unsafe PQisBusy(handle) != 0 }

  /// The next result; nil at the end of a statement's results.
  func next() -> PostgresResult? {
    guard let result = unsafe PQgetResult(handle) else { return nil }
    return unsafe PostgresResult(result)
  }

  // MARK: Copying

  /// Sends data of a COPY.
  /// - Returns: 1 when libpq has taken it, 0 when the socket must be ready first, -1 when the connection is broken.
  func putCopy(_ octets: Span<UInt8>) -> Int32 {
    unsafe octets.withUnsafeBytes { octets in
      let start = unsafe octets.baseAddress?.assumingMemoryBound(to: CChar.self)
      return unsafe PQputCopyData(handle, start, Int32(octets.count))
    }
  }

  /// Ends the data of a COPY. Returns as `putCopy`.
  func endCopy() -> Int32 { unsafe PQputCopyEnd(handle, nil) }
}
