// What a customer may be shown, as a closed list: a member that is not on it must not leave.

/// Checks frames of shares member by member.
enum ShareDisclosure {
  /// A marker in the profiles of this simulator, wherever customers must not look.
  static let secret = "SECRET"

  /// The members of each object, by its name; the frames themselves by their type.
  private static let members: [String: Set<String>] = [
    "welcome": ["type", "session", "epoch", "time", "contract", "lastSeq"],
    "resync": ["type", "topic"],
    "state": [
      "type", "topic", "epoch", "offset", "status", "lat", "lon", "window", "technician", "times", "position",
      "eta", "promise", "page",
    ],
    "pos": ["type", "topic", "t", "lat", "lon", "acc", "spd", "hdg", "eta", "promise"],
    "event": [
      "type", "topic", "epoch", "offset", "kind", "time", "status", "times", "technician", "promise",
    ],
    "window": ["start", "end"],
    "technician": ["name", "rating", "ratingCount", "skills", "credentials"],
    "name": ["en", "ar"],
    "credentials": ["kind", "jurisdiction", "status", "expires"],
    "times": ["placedAt", "assignedAt", "startedAt", "arrivedAt", "beganAt", "endedAt"],
    "position": ["t", "lat", "lon", "acc", "spd", "hdg"],
    "eta": ["expectedSeconds", "lowSeconds", "highSeconds", "t"],
    "promise": ["from", "until", "madeAt", "delaySeconds", "delayedSince", "isFirm"],
    "page": ["name", "utcOffsetMinutes", "numerals", "language", "contactUrl", "cancelUrl"],
  ]

  /// - Parameter isAssigned: whether somebody has, or had, the share's assignment.
  static func check(_ frame: FrameValue, isAssigned: Bool) throws(BrokenPromise) {
    try check(frame, frame["type"]?.text ?? "")
    let status = frame["status"]?.text
    let isToCome = status == "waiting" || status == "offered"
    if isToCome || !isAssigned {
      for member in ["technician", "position", "eta", "promise"] where frame[member] != nil {
        throw BrokenPromise(.staleShare, "nobody has the booking, and \(member) is shown: \(frame)")
      }
    }
    guard let from = frame["promise"]?["from"]?.whole, let until = frame["promise"]?["until"]?.whole else {
      return
    }
    guard from % 60_000 == 0, until % 60_000 == 0, until >= from + 300_000 else {
      throw BrokenPromise(.frames, "a promise that is none: \(frame)")
    }
  }

  private static func check(_ value: FrameValue, _ name: String) throws(BrokenPromise) {
    switch value {
    case .object(let content):
      guard let allowed = members[name] else {
        throw BrokenPromise(.staleShare, "the object \(name) is not for customers: \(value)")
      }
      for (member, content) in content {
        guard allowed.contains(member) else {
          throw BrokenPromise(.staleShare, "the member \(member) of \(name) is not for customers: \(value)")
        }
        try check(content, member)
      }
    case .list(let items):
      for item in items { try check(item, name) }
    case .text(let text):
      guard !text.contains(secret) else { throw BrokenPromise(.staleShare, "\(name) shows \(text)") }
    default: break
    }
  }
}
