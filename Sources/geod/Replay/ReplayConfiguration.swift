// How a trace is to be replayed.

import Bedrock
import Projection

/// The wishes of `geod replay`.
struct ReplayConfiguration: Sendable {
  /// Which server is replayed to.
  enum Target: Sendable {
    /// A child of its own on a trace clock.
    case child
    /// One that runs somewhere, on a trace clock too.
    case remote(url: String, rootsPath: String?, keysPath: String, tenant: ClientID)
  }

  /// How fast trace time passes.
  enum Speed: Sendable, Equatable {
    /// As fast as verdicts come.
    case max
    /// So many times faster than real time, or as fast as verdicts come where that is slower.
    case times(Double)
  }

  /// The trace's files.
  var files: [String]
  /// The reference system of their coordinates; nil for WGS84.
  var reference: CoordinateReference?
  var target = Target.child
  var speed = Speed.max
  /// The length of a slice in trace time, 1 to 3600 seconds.
  var sliceSeconds = 10
  /// Whether the fixes of one vehicle in one slice travel in one message.
  var batches = false
  /// Where to write the final positions.
  var positionsPath: String?
  /// Whether to show how far it is on standard error.
  var showsProgress = false
  /// Whether the child's folder stays.
  var keepsFolder = false
  /// How long a verdict may take before the replay gives up.
  var verdictTimeoutSeconds = 30
}
