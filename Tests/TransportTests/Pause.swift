// Waiting in tests that speak to real sockets.

import Glibc

func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

/// The number of descriptors that this process has open.
func openDescriptors() -> Int {
  guard let directory = opendir("/proc/self/fd") else { return -1 }
  defer { closedir(directory) }
  var count = 0
  while readdir(directory) != nil { count += 1 }
  return count
}

/// Lets this process open so many descriptors and no more.
func setDescriptorLimit(_ count: Int) {
  var limit = rlimit(rlim_cur: rlim_t(count), rlim_max: rlim_t(count))
  precondition(
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, "the limit can be lowered")
}
