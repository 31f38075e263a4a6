// Which PROJ the program runs with.

import CProj

/// The PROJ library that was linked.
public enum ProjVersion {
  /// Such as `9.1.1`.
  public static var string: String {
    // SAFETY: the structure is a value; its numbers are read and its pointers are not.
    let info = unsafe proj_info()
    return "\(unsafe info.major).\(unsafe info.minor).\(unsafe info.patch)"
  }
}
