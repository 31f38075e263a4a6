// Certificate and key of the server: where they are, and what is said about them.

import Transport

/// The two PEM files of `--tls-cert` and `--tls-key`.
struct TLSFiles: Sendable {
  var certificatePath: String
  var keyPath: String

  /// Reads both files; at the start, with `--check` and after SIGHUP.
  func load() throws(TLSFilesError) -> TLSServerContext {
    do {
      return try TLSServerContext(certificatePath: certificatePath, keyPath: keyPath)
    } catch {
      throw TLSFilesError(files: self, fault: error)
    }
  }
}

/// The files cannot be used.
struct TLSFilesError: Error, CustomStringConvertible {
  var files: TLSFiles
  var fault: TLSFault

  var description: String {
    switch fault {
    case .unreadable: "a file of --tls-cert and --tls-key cannot be used: \(fault)"
    case .badKey, .readableByOthers: "--tls-key \(files.keyPath): \(fault)"
    case .keyMismatch: "--tls-key \(files.keyPath): \(fault) in \(files.certificatePath)"
    default: "--tls-cert \(files.certificatePath): \(fault)"
    }
  }
}
