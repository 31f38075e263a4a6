// The server's side: certificate and key, ready for handshakes.

internal import COpenSSL

/// A certificate with its chain and key. Immutable: a new certificate is a new context, which
/// `LoopGroup.replaceTLS` takes for the handshakes to come.
///
/// Offers TLS 1.2 and 1.3 with OpenSSL's ciphers at security level 2, `http/1.1` by ALPN (RFC 7301; a client that
/// only wants other protocols is refused) and stateless session tickets (RFC 8446 section 4.6.1, RFC 5077) whose keys
/// live as long as this context. No renegotiation, no compression, no early data.
@safe public final class TLSServerContext: Sendable {
  /// When the certificate expires, Unix seconds.
  public let expiresAtUnixSeconds: Int64
  /// What the operator should hear about the certificate; nil when it is in order.
  public let warning: TLSWarning?

  let handle: TLSContextHandle

  /// Reads PEM files: the certificate first and then its chain in one, the unencrypted private key in the other.
  /// Both may be the same file. The key's file must be closed to others than its owner and group.
  public convenience init(
    certificatePath: String, keyPath: String, versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
  ) throws(TLSFault) {
    try self.init(
      certificatePEM: try PEMReader.file(certificatePath),
      keyPEM: try PEMReader.file(keyPath, isSecret: true),
      versions: versions)
  }

  /// The same from memory.
  public init(
    certificatePEM: [UInt8], keyPEM: [UInt8], versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
  ) throws(TLSFault) {
    handle = TLSContextHandle(isServer: true, versions: versions)
    let (notBefore, notAfter) = try Self.install(certificatePEM, keyPEM, in: handle)
    expiresAtUnixSeconds = notAfter
    let now = SystemClock.unixSeconds()
    warning =
      notAfter < now
      ? .expired(unixSeconds: notAfter) : notBefore > now ? .notYetValid(unixSeconds: notBefore) : nil
    // Sessions live in the clients' tickets; the server remembers none.
    handle.control(SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF))
    let name = Array("geod".utf8)
    // SAFETY: the name is copied. The callback keeps nothing.
    unsafe SSL_CTX_set_session_id_context(handle.context, name, UInt32(name.count))
    unsafe SSL_CTX_set_num_tickets(handle.context, 1)
    unsafe SSL_CTX_set_alpn_select_cb(handle.context, Self.chooseProtocol, nil)
  }

  /// Puts certificate, chain and key into the context; the leaf's times as Unix seconds.
  private static func install(
    _ certificatePEM: [UInt8], _ keyPEM: [UInt8], in handle: TLSContextHandle
  ) throws(TLSFault) -> (Int64, Int64) {
    guard let chain = unsafe PEMReader.certificates(certificatePEM) else { throw .badCertificate }
    // SAFETY: each certificate has one reference of ours, given back here; the context takes its own.
    defer { for index in unsafe chain.indices { unsafe X509_free(chain[index]) } }
    guard let key = unsafe PEMReader.privateKey(keyPEM) else { throw .badKey }
    defer {
      unsafe EVP_PKEY_free(key)
      ERR_clear_error()
    }
    guard unsafe X509_check_private_key(chain[0], key) == 1 else { throw .keyMismatch }
    guard unsafe SSL_CTX_use_certificate(handle.context, chain[0]) == 1,
      unsafe SSL_CTX_use_PrivateKey(handle.context, key) == 1
    else { throw .tooWeak }
    for index in unsafe chain.indices.dropFirst() {
      // SAFETY: with 1 as value the context takes a reference of its own (SSL_CTX_add1_chain_cert).
      let added = unsafe SSL_CTX_ctrl(
        handle.context, SSL_CTRL_CHAIN_CERT, 1, UnsafeMutableRawPointer(chain[index]))
      guard added == 1 else { throw .tooWeak }
    }
    return unsafe (
      unixSeconds(X509_get0_notBefore(chain[0])), unixSeconds(X509_get0_notAfter(chain[0]))
    )
  }

  /// A time of a certificate; far in the past when it makes no sense.
  @unsafe private static func unixSeconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
    var (days, seconds): (Int32, Int32) = (0, 0)
    // SAFETY: the time belongs to a certificate that the caller holds; nil stands for now.
    guard unsafe ASN1_TIME_diff(&days, &seconds, nil, time) == 1 else { return .min }
    return SystemClock.unixSeconds() + Int64(days) * 86_400 + Int64(seconds)
  }

  /// Finds `http/1.1` among the offered protocols (RFC 7301 section 3.1: each with its length before it).
  ///
  /// SAFETY: OpenSSL lends `offeredCount` bytes; what is chosen points into them, as it asks for.
  private static let chooseProtocol: SSL_CTX_alpn_select_cb_func = {
    _, chosen, chosenCount, offered, offeredCount, _ in
    guard let offered = unsafe offered, let chosen = unsafe chosen, let chosenCount = unsafe chosenCount
    else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    var index = 0
    while index < Int(offeredCount) {
      let name = unsafe UnsafeBufferPointer(start: offered + index + 1, count: Int(offered[index]))
      guard index + 1 + name.count <= Int(offeredCount) else { break }
      if unsafe name.elementsEqual("http/1.1".utf8) {
        unsafe chosen.pointee = offered + index + 1
        unsafe chosenCount.pointee = UInt8(name.count)
        return SSL_TLSEXT_ERR_OK
      }
      index += 1 + name.count
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
  }
}

/// The context for the next handshake, shared by the loops of a group and exchanged by the program.
final class TLSSlot: Sendable {
  private let context: Lock<TLSServerContext>

  init(_ context: TLSServerContext) { self.context = Lock(context) }

  var current: TLSServerContext { context.withLock { $0 } }

  func replace(_ fresh: TLSServerContext) { context.withLock { $0 = fresh } }
}
