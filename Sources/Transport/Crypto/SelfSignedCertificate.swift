// Certificates that vouch for themselves: for tests and measurements that need a server nobody else knows.

internal import COpenSSL

/// Makes X.509 certificates (RFC 5280) with one key, signed by itself.
package enum SelfSignedCertificate {
  /// What a certificate says.
  package struct Request {
    /// The names in the subjectAltName; numeric addresses become addresses.
    package var names: [String]
    /// From and until when, in seconds from now.
    package var validSeconds: ClosedRange<Int>

    package init(names: [String], validSeconds: ClosedRange<Int> = -3600...86_400) {
      self.names = names
      self.validSeconds = validSeconds
    }
  }

  /// The certificate as PEM. SAFETY: everything that is made here is freed here; the key stays its owner's.
  package static func make(_ request: Request, key: SignatureKey) -> String {
    precondition(key.canSign, "a certificate is signed")
    guard let certificate = unsafe X509_new(), let name = unsafe X509_NAME_new() else {
      preconditionFailure("OpenSSL has no memory")
    }
    defer {
      unsafe X509_free(certificate)
      unsafe X509_NAME_free(name)
    }
    let common = Array("geod test".utf8)
    let serial = Int(SecureRandom.word() >> 2)
    // SAFETY: OpenSSL copies the name, the times and the extension into the certificate.
    var isMade = unsafe X509_set_version(certificate, 2) == 1
    isMade = unsafe isMade && ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) == 1
    unsafe X509_gmtime_adj(X509_getm_notBefore(certificate), request.validSeconds.lowerBound)
    unsafe X509_gmtime_adj(X509_getm_notAfter(certificate), request.validSeconds.upperBound)
    isMade =
      unsafe isMade
      && X509_NAME_add_entry_by_NID(name, NID_commonName, 0x1000, common, Int32(common.count), -1, 0) == 1
    isMade = unsafe isMade && X509_set_subject_name(certificate, name) == 1
    isMade = unsafe isMade && X509_set_issuer_name(certificate, name) == 1
    isMade = unsafe isMade && X509_set_pubkey(certificate, key.handle) == 1
    isMade = unsafe isMade && addNames(request.names, to: certificate)
    isMade = unsafe isMade && X509_sign(certificate, key.handle, EVP_sha256()) > 0
    precondition(isMade, "OpenSSL could not make a certificate")
    return unsafe SignatureKey.text { bio in unsafe PEM_write_bio_X509(bio, certificate) }
  }

  /// Adds the subjectAltName (RFC 5280 section 4.2.1.6): a DER sequence of names, tag 2, and addresses, tag 7.
  @unsafe private static func addNames(_ names: [String], to certificate: OpaquePointer) -> Bool {
    var content: [UInt8] = []
    for name in names {
      var bytes = Array(name.utf8)
      var tag: UInt8 = 0x82
      if let address = PeerAddress(name, port: 0) {
        tag = 0x87
        bytes = address.isIPv4 ? Array(address.networkOrder.suffix(4)) : address.networkOrder
      }
      precondition(bytes.count < 128, "a short name")
      content += [tag, UInt8(bytes.count)] + bytes
    }
    precondition(content.count < 128, "a few names")
    let der: [UInt8] = [0x30, UInt8(content.count)] + content
    // SAFETY: the octets are copied, the extension is copied into the certificate, and both are freed here.
    guard let octets = unsafe ASN1_OCTET_STRING_new() else { return false }
    defer { unsafe ASN1_OCTET_STRING_free(octets) }
    guard unsafe ASN1_OCTET_STRING_set(octets, der, Int32(der.count)) == 1,
      let added = unsafe X509_EXTENSION_create_by_NID(nil, NID_subject_alt_name, 0, octets)
    else { return false }
    defer { unsafe X509_EXTENSION_free(added) }
    return unsafe X509_add_ext(certificate, added, -1) == 1
  }
}
