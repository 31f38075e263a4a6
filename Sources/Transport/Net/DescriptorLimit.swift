// How many sockets a process may have open.

internal import Glibc

/// The limit on open descriptors (RLIMIT_NOFILE).
public enum DescriptorLimit {
  /// Raises the limit to what the process may raise it to, and returns what holds then. Every connection needs
  /// one, and the limit that shells set is for programs that open a few files.
  @discardableResult
  public static func raise() -> Int {
    var limit = rlimit()
    // SAFETY: the structure is a local value; the calls read or fill it and keep nothing.
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
    let wanted = limit.rlim_max
    if limit.rlim_cur < wanted {
      limit.rlim_cur = wanted
      // A refusal changes nothing: what held before is returned.
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
    return Int(clamping: limit.rlim_cur)
  }
}
