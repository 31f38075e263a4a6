// Asymmetric keys: making, reading, signing and verifying. What JWT calls RS256 and ES256 (RFC 7518, 3.3
// and 3.4), in its own signature formats.

internal import COpenSSL

/// A key pair, or the public half of one.
///
/// SAFETY, and why it is `Sendable`: the OpenSSL key is made in `init` and owned by this object, which frees it
/// in `deinit`. Nothing changes it in between, and OpenSSL allows any number of threads to use one unchanging key
/// as long as each has its own context, which every call here makes for itself.
@safe
public final class SignatureKey: @unchecked Sendable {
  /// What the key is for; fixed, so that no message can choose.
  public enum Algorithm: Hashable, Sendable {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256
    /// ECDSA on P-256 with SHA-256; signatures are the 64 bytes of r and s.
    case es256
  }

  /// Why a key was refused.
  public enum Fault: Error, Hashable, Sendable {
    /// Not an unencrypted PEM block of a public key (SubjectPublicKeyInfo) or private key (PKCS #8 or older).
    case unreadable
    /// Another kind of key than the algorithm takes.
    case wrongKind
    /// RSA with less than 2048 or more than 8192 bits, or a curve other than P-256.
    case wrongSize
  }

  /// What the key is for.
  public let algorithm: Algorithm
  /// Whether the private half is there.
  public let canSign: Bool
  let handle: OpaquePointer

  /// Takes over `handle`, which is freed when this object goes away or when it is refused.
  private init(owning handle: OpaquePointer, algorithm: Algorithm, canSign: Bool) throws(Fault) {
    unsafe self.handle = handle
    self.algorithm = algorithm
    self.canSign = canSign
    switch algorithm {
    case .rs256:
      guard unsafe EVP_PKEY_get_base_id(handle) == EVP_PKEY_RSA else { throw .wrongKind }
      guard unsafe (2048...8192).contains(EVP_PKEY_get_bits(handle)) else { throw .wrongSize }
    case .es256:
      guard unsafe EVP_PKEY_get_base_id(handle) == EVP_PKEY_EC else { throw .wrongKind }
      guard unsafe Self.isP256(handle) else { throw .wrongSize }
    }
  }

  deinit { unsafe EVP_PKEY_free(handle) }

  /// Reads the public half.
  public convenience init(publicPEM: String, algorithm: Algorithm) throws(Fault) {
    let read = unsafe Self.withPEM(publicPEM) { bio in
      unsafe PEM_read_bio_PUBKEY(bio, nil, Self.noPassword, nil)
    }
    guard let handle = unsafe read else { throw .unreadable }
    try unsafe self.init(owning: handle, algorithm: algorithm, canSign: false)
  }

  /// Reads a private key, which holds its public half. Encrypted ones are refused: nobody is there to ask.
  public convenience init(privatePEM: String, algorithm: Algorithm) throws(Fault) {
    let read = unsafe Self.withPEM(privatePEM) { bio in
      unsafe PEM_read_bio_PrivateKey(bio, nil, Self.noPassword, nil)
    }
    guard let handle = unsafe read else { throw .unreadable }
    try unsafe self.init(owning: handle, algorithm: algorithm, canSign: true)
  }

  /// Makes a key pair: RSA with 2048 bits (tens of milliseconds and more) or P-256 (well below one).
  public static func generate(_ algorithm: Algorithm) -> SignatureKey {
    let kind = algorithm == .rs256 ? EVP_PKEY_RSA : EVP_PKEY_EC
    let context = unsafe EVP_PKEY_CTX_new_id(kind, nil)
    defer { unsafe EVP_PKEY_CTX_free(context) }
    var made: OpaquePointer?
    var succeeded = unsafe EVP_PKEY_keygen_init(context) == 1
    switch algorithm {
    case .rs256:
      succeeded = unsafe succeeded && EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1
    case .es256:
      succeeded =
        unsafe succeeded && EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1
    }
    succeeded = unsafe succeeded && EVP_PKEY_keygen(context, &made) == 1
    guard succeeded, let handle = unsafe made,
      let key = try? unsafe SignatureKey(owning: handle, algorithm: algorithm, canSign: true)
    else { preconditionFailure("OpenSSL could not make a key") }
    return key
  }

  private static func isP256(_ handle: OpaquePointer) -> Bool {
    var name = [CChar](repeating: 0, count: 64)
    var length = 0
    // SAFETY: OpenSSL writes at most `name.count` bytes, the terminator among them.
    let known = unsafe EVP_PKEY_get_group_name(handle, &name, name.count, &length) == 1
    return known && name.prefix(length).elementsEqual("prime256v1".utf8.map { CChar($0) })
  }

  /// Answers "no password" where OpenSSL would ask the terminal.
  private static let noPassword:
    @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
      _, _, _, _ in -1
    }

  /// Lends the text to OpenSSL's reader for the duration of `read`.
  private static func withPEM(_ text: String, _ read: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
    var bytes = Array(text.utf8)
    defer { ERR_clear_error() }
    // SAFETY: the BIO reads `bytes` in place and is freed before they are; it never writes.
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let bio = unsafe BIO_new_mem_buf(buffer.baseAddress, Int32(buffer.count)) else { return nil }
      defer { unsafe BIO_free(bio) }
      return unsafe read(bio)
    }
  }
}
