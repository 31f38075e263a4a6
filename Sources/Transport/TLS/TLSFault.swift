// Everything that can go wrong with certificates and handshakes, as values.

/// A version of the protocol. Older ones are not spoken (RFC 8996).
public enum TLSVersion: Sendable, Comparable {
  /// RFC 5246.
  case tls12
  /// RFC 8446.
  case tls13
}

/// Why a certificate, a key or a list of trusted roots cannot be used.
public enum TLSFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(SystemError)
  /// The file of the private key is open to others than its owner and group.
  case readableByOthers
  /// There is no certificate in PEM form, or one of them is damaged.
  case badCertificate
  /// There is no private key in PEM form, or it is damaged or encrypted: nobody is there to ask for a password.
  case badKey
  /// The private key belongs to another certificate than the first one.
  case keyMismatch
  /// The certificate or its chain is weaker than OpenSSL's security level 2 (112 bits: RSA of 2048 bits, SHA-256).
  case tooWeak
  /// There is no trusted root in PEM form, or one of them is damaged.
  case badRoots

  /// One sentence for the operator.
  public var description: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .readableByOthers:
      "others than its owner and group may use this file; make it private (chmod 600, or 640 for a group of its own)"
    case .badCertificate:
      "no usable certificate; expected PEM, the server's certificate first and then its chain "
        + "(-----BEGIN CERTIFICATE-----)"
    case .badKey:
      "no usable private key; expected PEM without a password (-----BEGIN PRIVATE KEY-----)"
    case .keyMismatch: "the private key does not belong to the first certificate"
    case .tooWeak: "the certificate or its chain is weaker than RSA 2048 and SHA-256"
    case .badRoots: "no usable trusted root in PEM form"
    }
  }
}

/// What an operator should know about a certificate that can be used nevertheless.
public enum TLSWarning: Sendable, Equatable, CustomStringConvertible {
  /// It has expired; clients will refuse it.
  case expired(unixSeconds: Int64)
  /// Its time has not yet begun; clients will refuse it, unless this machine's clock is wrong.
  case notYetValid(unixSeconds: Int64)

  /// One sentence for the operator.
  public var description: String {
    switch self {
    case .expired: "the certificate has expired"
    case .notYetValid: "the certificate is not valid yet"
    }
  }
}

/// Why two sides did not agree on a TLS connection.
public enum TLSHandshakeFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The other side speaks something else, such as plain HTTP.
  case notTLS
  /// The server's certificate is not trusted; the text says why.
  case untrusted(String)
  /// The server's certificate is for other names.
  case wrongName
  /// The other side refused with this alert (RFC 8446 section 6.2).
  case refused(alert: UInt8)
  /// The other side hung up.
  case disconnected
  /// It breaks the protocol, or there is no version or cipher that both want; the text says how.
  case protocolFailure(String)

  /// One sentence, safe to log.
  public var description: String {
    switch self {
    case .notTLS: "the other side does not speak TLS"
    case .untrusted(let reason): "the certificate is not trusted: \(reason)"
    case .wrongName: "the certificate is for another name"
    case .refused(let alert): "the other side refused with alert \(alert)"
    case .disconnected: "the other side hung up during the handshake"
    case .protocolFailure(let reason): "the handshake failed: \(reason)"
    }
  }
}
