// One tab of the browser: where it goes, what its scripts say, what it waits for.

import Foundation
import Transport

/// A page in a profile of its own. Blocks; for one thread. It is closed when nobody holds it any more.
public final class Page {
  let devTools: DevTools
  /// Holds the profile: it goes away with this connection.
  private let profile: DevTools
  var record = PageRecord()
  /// How the page looks and speaks.
  public let options: PageOptions

  private static let pollSeconds = 0.03

  init(_ program: BrowserProgram, _ options: PageOptions) throws(BrowserError) {
    self.options = options
    profile = try DevTools(port: program.port, path: program.path)
    let context = try profile.call("Target.createBrowserContext", ["disposeOnDetach": true])
    let target = try profile.call(
      "Target.createTarget",
      [
        "url": "about:blank", "browserContextId": context["browserContextId"], "newWindow": true,
        "width": .number(Double(options.width)), "height": .number(Double(options.height)),
      ])
    devTools = try DevTools(
      port: program.port, path: "/devtools/page/\(target["targetId"].string ?? "")")
    devTools.onEvent = { [unowned self] method, parameters in record.take(method, parameters) }
    try apply(options)
  }

  /// Faults that were noticed so far.
  public var faults: [PageFault] {
    get throws(BrowserError) {
      try catchUp()
      return record.faults
    }
  }

  /// Requests that were made so far; none when they are not recorded.
  public var requests: [PageRequest] {
    get throws(BrowserError) {
      try catchUp()
      return record.requests
    }
  }

  /// Forgets faults and requests, for a test that has provoked some.
  public func forget() throws(BrowserError) {
    try catchUp()
    record.forget()
  }

  /// Goes to an address and waits until the document and what it needs are loaded. An address that differs in its
  /// fragment only is no new document.
  public func go(to url: String, timeoutMilliseconds: Int64 = 20_000) throws(BrowserError) {
    let deadline = SystemClock.monotonicMilliseconds() + timeoutMilliseconds
    let loads = record.loads
    let answer = try devTools.call("Page.navigate", ["url": .string(url)])
    if let text = answer["errorText"].string { throw .timeout("\(url) cannot be opened: \(text)") }
    guard answer["loaderId"] != .null else { return }
    try awaitLoad(after: loads, deadline: deadline, what: url)
  }

  /// Loads the document again.
  public func reload(timeoutMilliseconds: Int64 = 20_000) throws(BrowserError) {
    let deadline = SystemClock.monotonicMilliseconds() + timeoutMilliseconds
    let loads = record.loads
    try devTools.call("Page.reload")
    try awaitLoad(after: loads, deadline: deadline, what: "the page")
  }

  private func awaitLoad(after loads: Int, deadline: Int64, what: String) throws(BrowserError) {
    while record.loads == loads {
      guard SystemClock.monotonicMilliseconds() < deadline else {
        throw .timeout("\(what) was not loaded in time")
      }
      try devTools.listen(milliseconds: 20)
    }
  }

  /// The value of a JavaScript expression, or of what it promises. `undefined` is null.
  public func evaluate<Value: Decodable>(
    _ expression: String, as type: Value.Type = Value.self
  ) throws(BrowserError) -> Value {
    let text = try answer(to: "(async () => JSON.stringify((await (\(expression))) ?? null))()")
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw .script("\(expression) is no \(Value.self): \(text.prefix(400))")
    }
  }

  /// Runs JavaScript statements.
  public func run(_ statements: String) throws(BrowserError) {
    _ = try answer(to: "(async () => { \(statements); return 'null' })()")
  }

  private func answer(to expression: String) throws(BrowserError) -> String {
    let answer = try devTools.call(
      "Runtime.evaluate",
      ["expression": .string(expression), "awaitPromise": true, "returnByValue": true, "userGesture": true])
    let details = answer["exceptionDetails"]
    guard details == .null else {
      throw .script(details["exception"]["description"].string ?? details["text"].string ?? expression)
    }
    return answer["result"]["value"].string ?? "null"
  }

  /// Waits until a JavaScript expression is true. While the document changes it counts as false.
  public func wait(
    until expression: String, timeoutMilliseconds: Int64 = 30_000
  ) throws(BrowserError) {
    let deadline = SystemClock.monotonicMilliseconds() + timeoutMilliseconds
    var reason = ""
    while SystemClock.monotonicMilliseconds() < deadline {
      do throws(BrowserError) {
        if try evaluate("Boolean(\(expression))", as: Bool.self) { return }
      } catch {
        guard case .script(let text) = error else {
          guard case .refused(_, let text) = error else { throw error }
          reason = "; last: \(text)"
          continue
        }
        reason = "; last: \(text)"
      }
      Thread.sleep(forTimeInterval: Self.pollSeconds)
    }
    throw .timeout("not within \(timeoutMilliseconds) ms: \(expression)\(reason)\n\(looks)")
  }

  /// What can be read on the page, with the faults: for the message of a failure.
  public var looks: String {
    let text = try? evaluate(
      "[location.href, JSON.stringify({ ...document.body?.dataset }), document.body?.innerText].join(' | ')",
      as: String.self)
    return "the page: \((text ?? "gone").prefix(1_500))\nits faults: \(record.faults)"
  }

  /// Takes all events that the browser has sent before now.
  private func catchUp() throws(BrowserError) {
    try devTools.call("Runtime.evaluate", ["expression": "0"])
  }

  private func apply(_ options: PageOptions) throws(BrowserError) {
    for domain in ["Page", "Runtime", "Log", "Audits", "Performance"] {
      try devTools.call("\(domain).enable")
    }
    if options.recordsRequests { try devTools.call("Network.enable") }
    let agent = try devTools.call("Runtime.evaluate", ["expression": "navigator.userAgent"])
    try devTools.call(
      "Emulation.setUserAgentOverride",
      ["userAgent": agent["result"]["value"], "acceptLanguage": .string(options.language)])
    try devTools.call("Emulation.setLocaleOverride", ["locale": .string(options.language)])
    try devTools.call("Emulation.setTimezoneOverride", ["timezoneId": .string(options.timeZone)])
    try devTools.call(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": .number(Double(options.width)), "height": .number(Double(options.height)),
        "deviceScaleFactor": .number(options.scale), "mobile": .bool(options.isPhone),
      ])
    try devTools.call("Emulation.setTouchEmulationEnabled", ["enabled": .bool(options.isPhone)])
    try devTools.call("Emulation.setFocusEmulationEnabled", ["enabled": true])
    try devTools.call(
      "Emulation.setEmulatedMedia",
      [
        "features": [
          ["name": "prefers-color-scheme", "value": options.isDark ? "dark" : "light"],
          ["name": "prefers-reduced-motion", "value": options.isCalm ? "reduce" : "no-preference"],
        ]
      ])
  }
}
