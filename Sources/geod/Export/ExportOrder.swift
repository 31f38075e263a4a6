// What is to be exported.

import Bedrock

/// The wishes of `geod export`.
struct ExportOrder: Sendable {
  /// The forms.
  enum Format: String, CaseIterable, Sendable {
    /// One JSON object per line.
    case ndjson
    /// CSV for `geod replay`.
    case trace
  }

  var tenant: ClientID
  var format = Format.ndjson
  /// Only bookings placed, or in a trace trips started, then or later.
  var from: Instant?
  /// Only those before.
  var until: Instant?
  /// Only bookings that this technician was assigned to at some time, or in a trace the technician's own trips.
  var technician: ClientID?
  /// Whether every trip is followed by its points.
  var withPoints = false
}
