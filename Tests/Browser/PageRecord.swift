// What a page has noticed while it was open: faults and requests, read from the browser's events.

/// Something that a page should not do: an error in its console, an exception, a refusal of the browser.
public struct PageFault: Sendable, CustomStringConvertible {
  /// Who says so: `console`, `exception`, or a source of the browser's log such as `security` and `network`.
  public var source: String
  /// What it says.
  public var text: String
  /// The address that it is about; empty when it is about none.
  public var url: String

  /// In one line.
  public var description: String { "\(source): \(text)\(url.isEmpty ? "" : " (\(url))")" }
}

/// One request of a page, or one WebSocket.
public struct PageRequest: Sendable {
  /// What was asked for.
  public var url: String
  /// What the browser takes it for: `Document`, `Script`, `Stylesheet`, `Fetch`, `WebSocket`, ...
  public var kind: String
  /// The answer's status; nil before there is one.
  public var status: Int?
  /// Bytes that came over the wire: head and body as they were encoded; of a WebSocket, the text of its messages.
  public var receivedBytes = 0
  /// Why there was no answer.
  public var failure: String?
  /// Whether it came out of the cache.
  public var isCached = false
}

/// Collects what the events say.
struct PageRecord {
  var faults: [PageFault] = []
  var requests: [PageRequest] = []
  /// How often a document was loaded to its end.
  var loads = 0
  /// What a trace has brought; see `Page.measureFrames`.
  var trace: [JSONValue] = []
  var hasTraced = false
  private var places: [String: Int] = [:]

  mutating func take(_ method: String, _ parameters: JSONValue) {
    switch method {
    case "Page.loadEventFired": loads += 1
    case "Runtime.consoleAPICalled": takeConsole(parameters)
    case "Runtime.exceptionThrown":
      let details = parameters["exceptionDetails"]
      let text = details["exception"]["description"].string ?? details["text"].string ?? "an exception"
      faults.append(PageFault(source: "exception", text: text, url: details["url"].string ?? ""))
    case "Log.entryAdded":
      let entry = parameters["entry"]
      guard entry["level"].string == "error" else { return }
      faults.append(
        PageFault(
          source: entry["source"].string ?? "log", text: entry["text"].string ?? "",
          url: entry["url"].string ?? ""))
    case "Audits.issueAdded":
      let details = parameters["issue"]["details"]["contentSecurityPolicyIssueDetails"]
      guard details != .null else { return }
      faults.append(
        PageFault(
          source: "security", text: "against \(details["violatedDirective"].string ?? "the policy")",
          url: details["blockedURL"].string ?? ""))
    case "Tracing.dataCollected": trace += parameters["value"].array
    case "Tracing.tracingComplete": hasTraced = true
    default: takeNetwork(method, parameters)
    }
  }

  private mutating func takeConsole(_ parameters: JSONValue) {
    guard let type = parameters["type"].string, ["error", "assert"].contains(type) else { return }
    let words = parameters["args"].array.map { argument in
      argument["value"].string ?? argument["description"].string ?? "\(argument["value"])"
    }
    faults.append(PageFault(source: "console", text: words.joined(separator: " "), url: ""))
  }

  private mutating func takeNetwork(_ method: String, _ parameters: JSONValue) {
    guard method.hasPrefix("Network."), let id = parameters["requestId"].string else { return }
    switch method {
    case "Network.requestWillBeSent":
      // A redirect keeps the identifier; both requests are requests.
      if let old = places[id], parameters["redirectResponse"] != .null {
        requests[old].status = parameters["redirectResponse"]["status"].int
        requests[old].receivedBytes = parameters["redirectResponse"]["encodedDataLength"].int ?? 0
      }
      begin(id, parameters["request"]["url"].string ?? "", parameters["type"].string ?? "Other")
    case "Network.webSocketCreated": begin(id, parameters["url"].string ?? "", "WebSocket")
    default:
      guard let place = places[id] else { return }
      switch method {
      case "Network.responseReceived":
        requests[place].status = parameters["response"]["status"].int
        requests[place].isCached = parameters["response"]["fromDiskCache"].bool ?? false
      case "Network.requestServedFromCache": requests[place].isCached = true
      case "Network.loadingFinished":
        requests[place].receivedBytes = parameters["encodedDataLength"].int ?? 0
      case "Network.loadingFailed": requests[place].failure = parameters["errorText"].string ?? "failed"
      case "Network.webSocketHandshakeResponseReceived":
        requests[place].status = parameters["response"]["status"].int
      case "Network.webSocketFrameReceived":
        requests[place].receivedBytes += parameters["response"]["payloadData"].string?.utf8.count ?? 0
      case "Network.webSocketFrameError":
        requests[place].failure = parameters["errorMessage"].string ?? "failed"
      default: break
      }
    }
  }

  /// Forgets what was noticed so far. What comes later of a request that is forgotten is not noticed either.
  mutating func forget() {
    faults = []
    requests = []
    places = [:]
  }

  private mutating func begin(_ id: String, _ url: String, _ kind: String) {
    places[id] = requests.count
    requests.append(PageRequest(url: url, kind: kind))
  }
}
