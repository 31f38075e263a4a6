// Session tickets on the client's side: the newest for each server, for its next connection.

internal import COpenSSL

/// What a client context remembers.
///
/// SAFETY: the cache is retained once by its SSL_CTX, as extra data, and released by OpenSSL's callback when the
/// SSL_CTX goes away, which is after the last session that could ask for it. A remembered SSL_SESSION has one
/// reference of ours, which goes with its entry. Unchecked Sendable inside: `entries` is behind a lock.
@safe final class TLSTicketCache: Sendable {
  /// An SSL_SESSION with one owner, who moves it in and out of the lock.
  @safe private struct Ticket: @unchecked Sendable {
    let session: OpaquePointer
  }

  private let entriesMax: Int
  private let entries = Lock<[String: Ticket]>([:])

  private init(entriesMax: Int) { self.entriesMax = entriesMax }

  deinit {
    let left = entries.withLock { entries in
      defer { entries = [:] }
      return entries
    }
    for ticket in left.values { unsafe SSL_SESSION_free(ticket.session) }
  }

  /// Where SSL_CTX keeps its cache; the callback gives the reference back.
  private static let place: Int32 = unsafe CRYPTO_get_ex_new_index(
    CRYPTO_EX_INDEX_SSL_CTX, 0, nil, nil, nil,
    { _, cache, _, _, _, _ in
      if let cache = unsafe cache { unsafe Unmanaged<TLSTicketCache>.fromOpaque(cache).release() }
    })

  /// Gives a client's context its cache, for the tickets of so many servers.
  static func attach(to handle: TLSContextHandle, entriesMax: Int) {
    let cache = unsafe Unmanaged.passRetained(TLSTicketCache(entriesMax: entriesMax)).toOpaque()
    let isSet = unsafe SSL_CTX_set_ex_data(handle.context, place, cache)
    precondition(isSet == 1, "OpenSSL could not hold a cache")
    handle.control(
      SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL))
    unsafe SSL_CTX_sess_set_new_cb(handle.context) { session, ticket in
      guard let session = unsafe session, let ticket = unsafe ticket,
        let cache = unsafe TLSTicketCache.of(session), let name = unsafe TLSTicketCache.name(of: session)
      else { return 0 }
      unsafe cache.remember(Ticket(session: ticket), for: name)
      return 1
    }
  }

  /// Offers the ticket of the last time, if there is one. Tickets of TLS 1.3 are used once (RFC 8446 appendix C.4).
  @unsafe static func resume(_ session: OpaquePointer) {
    guard let cache = unsafe of(session), let name = unsafe name(of: session) else { return }
    cache.entries.withLock { entries in
      guard let ticket = entries[name] else { return }
      _ = unsafe SSL_set_session(session, ticket.session)
      guard unsafe SSL_SESSION_get_protocol_version(ticket.session) >= TLS1_3_VERSION else { return }
      entries[name] = nil
      unsafe SSL_SESSION_free(ticket.session)
    }
  }

  private func remember(_ ticket: Ticket, for name: String) {
    let dropped = entries.withLock { entries -> Ticket? in
      var dropped = entries.updateValue(ticket, forKey: name)
      if entries.count > entriesMax, let other = entries.keys.first(where: { $0 != name }) {
        dropped = entries.removeValue(forKey: other)
      }
      return dropped
    }
    if let dropped { unsafe SSL_SESSION_free(dropped.session) }
  }

  @unsafe private static func of(_ session: OpaquePointer) -> TLSTicketCache? {
    guard let cache = unsafe SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), place) else { return nil }
    return unsafe Unmanaged<TLSTicketCache>.fromOpaque(cache).takeUnretainedValue()
  }

  /// Whom a session was made for: a ticket is never shown to another server. Nil when only the roots are checked
  /// and there is no name.
  @unsafe private static func name(of session: OpaquePointer) -> String? {
    // Asking for an address that is not there notes an error. Within a read that would be taken for the read's own.
    ERR_set_mark()
    defer { ERR_pop_to_mark() }
    // SAFETY: the name is the session's own and copied at once; the address is ours and freed.
    if let name = unsafe SSL_get_servername(session, TLSEXT_NAMETYPE_host_name) {
      return unsafe String(cString: name)
    }
    guard let address = unsafe X509_VERIFY_PARAM_get1_ip_asc(SSL_get0_param(session)) else { return nil }
    defer { unsafe CRYPTO_free(address, nil, 0) }
    return unsafe String(cString: address)
  }
}
