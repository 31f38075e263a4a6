// The client's side: whom to trust.

internal import COpenSSL

/// Trusted roots and the rules of checking a server. Immutable but for the session tickets that it remembers, one
/// for each server, so that the next connection is cheaper.
@safe public final class TLSClientContext: Sendable {
  /// Who may vouch for a server.
  public enum Roots: Sendable {
    /// What the system trusts.
    case system
    /// The certificates of a PEM file, and nobody else.
    case file(String)
    /// The certificates of a PEM text, and nobody else.
    case pem([UInt8])
  }

  let handle: TLSContextHandle
  private let verifiesName: Bool

  /// Describes whom to trust. Without `verifiesName` any certificate below the roots will do, whatever its names:
  /// for tests and for roots that vouch for one server only. Tickets are remembered of `ticketsMax` servers, which is
  /// more than any of our clients has.
  public init(
    roots: Roots = .system, verifiesName: Bool = true,
    versions: ClosedRange<TLSVersion> = .tls12 ... .tls13, ticketsMax: Int = 64
  ) throws(TLSFault) {
    handle = TLSContextHandle(isServer: false, versions: versions)
    self.verifiesName = verifiesName
    unsafe SSL_CTX_set_verify(handle.context, SSL_VERIFY_PEER, nil)
    switch roots {
    case .system:
      guard unsafe SSL_CTX_set_default_verify_paths(handle.context) == 1 else { throw .badRoots }
    case .file(let path): try trust(try PEMReader.file(path))
    case .pem(let text): try trust(text)
    }
    offer(["http/1.1"])
    TLSTicketCache.attach(to: handle, entriesMax: ticketsMax)
  }

  /// Names the protocols that are offered by ALPN (RFC 7301 section 3.1). Before the first use only.
  func offer(_ protocols: [String]) {
    let list = protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    // SAFETY: the list is copied.
    unsafe SSL_CTX_set_alpn_protos(handle.context, list, UInt32(list.count))
  }

  private func trust(_ text: [UInt8]) throws(TLSFault) {
    guard let roots = unsafe PEMReader.certificates(text) else { throw .badRoots }
    // SAFETY: the store takes references of its own; ours are given back here. The store is the context's.
    let store = unsafe SSL_CTX_get_cert_store(handle.context)
    for index in unsafe roots.indices {
      unsafe X509_STORE_add_cert(store, roots[index])
      unsafe X509_free(roots[index])
    }
    ERR_clear_error()
  }

  /// Tells a session whom it is to meet: the name to send (RFC 6066 section 3, not for addresses), the name or
  /// address to find in the certificate, and the ticket of the last time.
  ///
  /// SAFETY: `session` is the caller's; OpenSSL copies the names and takes its own reference to the ticket.
  @unsafe func prepare(_ session: OpaquePointer, for name: String) {
    let isAddress = PeerAddress(name, port: 0) != nil
    if !isAddress {
      unsafe name.withCString { text in
        _ = unsafe SSL_ctrl(
          session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
          UnsafeMutableRawPointer(mutating: text))
      }
    }
    if verifiesName {
      // X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS: `*.example.com`, never `w*.example.com`.
      unsafe SSL_set_hostflags(session, 4)
      let isSet =
        isAddress
        ? unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name)
        : unsafe SSL_set1_host(session, name)
      precondition(isSet == 1, "OpenSSL could not hold a name")
    }
    unsafe TLSTicketCache.resume(session)
  }
}
