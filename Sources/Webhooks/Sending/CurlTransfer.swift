// One request in libcurl: its options, its callbacks, its outcome. Only this file, CurlPool.swift and EndpointURL.swift
// see libcurl's types.

internal import CCurl
internal import Glibc
internal import Transport

/// A request on its way.
///
/// SAFETY: `easy` and `headers` are made in `init` and freed in `deinit`, after `CurlPool` has taken the handle out
/// of its own, which is where libcurl lets go of both. The callbacks get this object unretained; they run within calls
/// on the pool, which keeps the object as long as it keeps the handle. The object belongs to the thread of the pool.
@safe
final class CurlTransfer {
  /// What is read of an answer's head, and of its body, before the connection is cut: nobody needs either.
  static let answerBytesMax = 64 * 1024

  let easy: UnsafeMutableRawPointer
  /// Tells the handle from others.
  var key: UInt { unsafe UInt(bitPattern: easy) }
  private let headers: UnsafeMutablePointer<curl_slist>?
  private let policy: AddressPolicy
  private let isPlain: Bool
  private var readBytes = 0
  private var refusedAddress = false

  /// Makes the request ready to be sent.
  init(_ request: WebhookRequest, policy: AddressPolicy, options: WebhookSender.Options) {
    guard let easy = unsafe curl_easy_init() else { preconditionFailure("libcurl has no memory") }
    unsafe self.easy = easy
    self.policy = policy
    isPlain = request.url.isPlain
    // An empty value takes a header out: libcurl would ask before it sends a larger body.
    var list: UnsafeMutablePointer<curl_slist>?
    for header in request.headers + ["Expect:"] {
      guard let longer = unsafe curl_slist_append(list, header) else {
        preconditionFailure("libcurl has no memory")
      }
      unsafe list = longer
    }
    unsafe headers = list
    setAddress(request.url, options)
    setLimits(options)
    // SAFETY: libcurl copies the body within the call.
    let code = unsafe ccurl_set_body(easy, request.body, request.body.count)
    precondition(code == CURLE_OK, "libcurl has no memory")
    must(unsafe ccurl_set_headers(easy, headers))
    setCallbacks()
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe curl_slist_free_all(headers)
  }

  // MARK: Options

  /// Where to, and how to know the server: no redirects, no proxies of the environment, no other protocols.
  private func setAddress(_ url: EndpointURL, _ options: WebhookSender.Options) {
    set(CURLOPT_URL, url.text)
    must(unsafe ccurl_only_http(easy))
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_USERAGENT, options.userAgent)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let path = options.trustFile { set(CURLOPT_CAINFO, path) }
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
  }

  private func setLimits(_ options: WebhookSender.Options) {
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, options.connectMilliseconds)
    set(CURLOPT_TIMEOUT_MS, options.totalMilliseconds)
    // A connection that waits for the next message is used again for a while, then looked up anew.
    set(CURLOPT_MAXAGE_CONN, 60)
    must(unsafe ccurl_leave_quickly(easy))
  }

  private func set(_ option: CURLoption, _ number: Int) {
    must(unsafe ccurl_set_number(easy, option, number))
  }

  private func set(_ option: CURLoption, _ text: String) { must(unsafe ccurl_set_text(easy, option, text)) }

  /// Options are ours, so a refusal is a library that is too old or without memory.
  private func must(_ code: CURLcode) { precondition(code == CURLE_OK, "libcurl refuses an option") }

  // MARK: Callbacks

  private func setCallbacks() {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    must(
      unsafe ccurl_set_callbacks(
        easy, context,
        { _, size, count, context in unsafe CurlTransfer.from(context).take(size * count) },
        { _, size, count, context in unsafe CurlTransfer.from(context).take(size * count) },
        { context, _, address in unsafe CurlTransfer.from(context).open(address) }))
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer {
    guard let context = unsafe context else { preconditionFailure("a callback without its transfer") }
    return unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  }

  /// Lets a piece of the answer go by. Another number than its size ends the transfer.
  private func take(_ bytes: Int) -> Int {
    readBytes += bytes
    return readBytes <= Self.answerBytesMax ? bytes : 0
  }

  /// Opens the socket for an address that a name has led to, if messages may go there. This is the last moment before
  /// connecting, so a name that answers differently each time gains nothing.
  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
    guard let address = unsafe address, let target = unsafe Self.target(address),
      policy.admits(target, isPlain: isPlain)
    else {
      refusedAddress = true
      return CURL_SOCKET_BAD
    }
    let type = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return unsafe socket(address.pointee.family, type, address.pointee.protocol)
  }

  /// The address in ours; nil for a family that is neither IPv4 nor IPv6.
  private static func target(_ address: UnsafeMutablePointer<curl_sockaddr>) -> PeerAddress? {
    // SAFETY: libcurl hands over `addrlen` bytes that begin at `addr`; as many as the family needs are copied.
    guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
    let place = unsafe UnsafeRawPointer(address) + offset
    switch unsafe address.pointee.family {
    case AF_INET where unsafe Int(address.pointee.addrlen) >= MemoryLayout<sockaddr_in>.size:
      let found = unsafe place.loadUnaligned(as: sockaddr_in.self)
      return PeerAddress(
        high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: found.sin_addr.s_addr)),
        port: UInt16(bigEndian: found.sin_port))
    case AF_INET6 where unsafe Int(address.pointee.addrlen) >= MemoryLayout<sockaddr_in6>.size:
      let found = unsafe place.loadUnaligned(as: sockaddr_in6.self)
      let halves = unsafe unsafeBitCast(found.sin6_addr, to: (UInt64, UInt64).self)
      return PeerAddress(
        high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1),
        port: UInt16(bigEndian: found.sin6_port))
    default: return nil
    }
  }

  // MARK: Outcome

  /// What came of it, after libcurl has said that it is over. An answer whose body was cut is an answer.
  func outcome(_ code: CURLcode) -> WebhookOutcome {
    let milliseconds = Int(offset(CURLINFO_TOTAL_TIME_T) / 1000)
    let status = number(CURLINFO_RESPONSE_CODE)
    let wasCut = readBytes > Self.answerBytesMax && code == CURLE_WRITE_ERROR
    if code == CURLE_OK || wasCut, status >= 200 {
      let pause = Int(clamping: offset(CURLINFO_RETRY_AFTER))
      return WebhookOutcome(
        .answered(status: status), retryAfterSeconds: pause > 0 ? pause : nil, milliseconds: milliseconds)
    }
    return WebhookOutcome(.failed(fault(code)), milliseconds: milliseconds)
  }

  private func fault(_ code: CURLcode) -> WebhookFault {
    if refusedAddress { return .addressRefused }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: return .unresolvable
    case CURLE_COULDNT_CONNECT: return .unreachable
    case CURLE_OPERATION_TIMEDOUT: return .timedOut
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
      return .untrusted
    default: return .broken
    }
  }

  private func number(_ info: CURLINFO) -> Int {
    var value = 0
    _ = unsafe ccurl_get_number(easy, info, &value)
    return value
  }

  private func offset(_ info: CURLINFO) -> Int64 {
    var value: curl_off_t = 0
    _ = unsafe ccurl_get_offset(easy, info, &value)
    return Int64(value)
  }
}
