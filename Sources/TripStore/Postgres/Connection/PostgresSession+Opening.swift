// Opening a session: several hosts, each with its share of the time, and the settings of every session.

extension PostgresSession {
  /// Connects to the first host that answers and is of the wanted kind.
  ///
  /// The hosts are tried here and not by libpq, which without waiting would give all of the time to a first host that is
  /// silent.
  /// - Throws: `unavailable` with what the last host said; `incompatible` for a server that is too old.
  static func open(_ url: PostgresURL, _ options: PostgresConnection.Options) throws(StoreError)
    -> PostgresSession
  {
    let clock = ContinuousClock()
    let deadline = clock.now + .milliseconds(options.connectMilliseconds)
    let attempts = attempts(url, options)
    var fault = StoreError.unavailable(reason: "no time to connect to Postgres")
    for (index, parameters) in attempts.enumerated() {
      let left = clock.now.duration(to: deadline) / (attempts.count - index)
      guard left > .zero else { break }
      do throws(StoreError) {
        let link = try connect(parameters, until: clock.now + left)
        return try begin(link, options)
      } catch {
        guard error.isRetryable else { throw error }
        fault = error
      }
    }
    throw fault
  }

  /// The parameters of libpq for each attempt. `prefer-standby` is two rounds over the hosts, all others are one.
  private static func attempts(
    _ url: PostgresURL, _ options: PostgresConnection.Options
  ) -> [[(keyword: String, value: String)]] {
    let kind = url["target_session_attrs"]
    let kinds = kind == "prefer-standby" ? ["standby", "any"] : [kind ?? "any"]
    // A connection that has died without a word is noticed also while nothing is sent.
    let preset = [
      ("fallback_application_name", options.applicationName), ("client_encoding", "UTF8"),
      ("keepalives_idle", "5"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "\(min(options.silenceMilliseconds, networkSilenceMax))"),
    ]
    return kinds.flatMap { kind in
      url.hosts.map { host in
        var place = url
        place.set("target_session_attrs", kind)
        let presets = preset.filter { url[$0.0] == nil }.map { (keyword: $0.0, value: $0.1) }
        return presets + (place.parameters + host.parameters).map { (keyword: $0.keyword, value: $0.value) }
      }
    }
  }

  /// Connects to one host.
  private static func connect(
    _ parameters: [(keyword: String, value: String)], until deadline: ContinuousClock.Instant
  ) throws(StoreError) -> PostgresLink {
    let link = try PostgresLink(starting: parameters)
    guard !link.isBroken else { throw .unavailable(reason: link.message) }
    // Before the first step libpq wants the socket to be ready for writing.
    var progress = PostgresLink.Progress.writing
    while true {
      switch progress {
      case .connected: return link
      case .failed: throw .unavailable(reason: link.message)
      case .reading, .writing:
        let left = ContinuousClock.now.duration(to: deadline)
        let isReading = progress == .reading
        let ready = link.wait(reading: isReading, writing: !isReading, milliseconds: left.wholeMilliseconds)
        guard ready.reading || ready.writing else {
          throw .unavailable(reason: "Postgres did not answer in time")
        }
        progress = link.connect()
      }
    }
  }

  /// The settings of a fresh session, which begins outside of pipelines.
  private static func begin(
    _ link: PostgresLink, _ options: PostgresConnection.Options
  ) throws(StoreError) -> PostgresSession {
    guard link.serverVersion >= oldestServer else {
      throw .incompatible(reason: "Postgres \(link.serverVersion / 10_000) is older than 14")
    }
    let session = PostgresSession(link, silenceMilliseconds: options.silenceMilliseconds)
    guard link.setNonBlocking(), link.enterPipeline() else { throw session.lost() }
    // A lock that is not given in time is an answer, before the silence would end the session. A server lets go of the
    // locks of a transaction whose program has vanished, and of a statement that nobody waits for any more.
    try session.script(
      """
      SET lock_timeout = \(options.lockMilliseconds);
      SET idle_in_transaction_session_timeout = \(2 * min(options.silenceMilliseconds, networkSilenceMax));
      SET client_connection_check_interval = 1000;
      SET jit = off;
      SET TimeZone = 'UTC';
      """)
    try session.identify()
    return session
  }

  /// The first with everything that is used here.
  private static let oldestServer: Int32 = 140_000
  /// However long a statement may work: a network that acknowledges nothing, and a program that sends nothing in the middle
  /// of a transaction, are given up after this long, in milliseconds, and twice as long.
  private static let networkSilenceMax: Int32 = 10_000
}

extension Duration {
  /// Rounded up, so that a wait does not end before its time; not negative.
  var wholeMilliseconds: Int32 {
    let milliseconds =
      components.seconds * 1000 + (components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: max(0, milliseconds))
  }
}

extension PostgresQuery {
  static let whoServes = PostgresQuery(
    once: "SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()")
  /// No row when the session is gone, else whether it has ended.
  static let endSession = PostgresQuery(
    once: """
      SELECT pg_terminate_backend(pid, $3) FROM pg_stat_activity
      WHERE pid = $1 AND backend_start::text = $2
      """)
}
