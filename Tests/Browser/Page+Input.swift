// The hands: what a visitor does with mouse, finger and keyboard.

import Foundation

extension Page {
  /// Clicks, or taps on a phone, in the middle of an element. It is scrolled into view before, and it must be what is
  /// there: an element that another one covers is an error, as it would be for a visitor.
  public func click(_ selector: String) throws(BrowserError) {
    let (x, y) = try middle(of: selector)
    if options.isPhone {
      try devTools.call(
        "Input.dispatchTouchEvent", ["type": "touchStart", "touchPoints": [["x": x, "y": y]]])
      try devTools.call("Input.dispatchTouchEvent", ["type": "touchEnd", "touchPoints": []])
      return
    }
    try devTools.call("Input.dispatchMouseEvent", ["type": "mouseMoved", "x": x, "y": y])
    for type in ["mousePressed", "mouseReleased"] {
      try devTools.call(
        "Input.dispatchMouseEvent",
        ["type": .string(type), "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1])
    }
  }

  /// Types text into what has the focus.
  public func type(_ text: String) throws(BrowserError) {
    try devTools.call("Input.insertText", ["text": .string(text)])
  }

  /// Presses one key, named as in `KeyboardEvent.key`: a letter, `Enter`, `Escape`, `Tab`, `ArrowDown`, ...
  public func press(_ key: String, isShifted: Bool = false) throws(BrowserError) {
    let code = Self.keyCodes[key] ?? Int(key.uppercased().unicodeScalars.first?.value ?? 0)
    let text = key.count == 1 ? key : key == "Enter" ? "\r" : ""
    let modifiers: JSONValue = isShifted ? 8 : 0
    var down: [String: JSONValue] = [
      "type": text.isEmpty ? "rawKeyDown" : "keyDown", "key": .string(key), "modifiers": modifiers,
      "windowsVirtualKeyCode": .number(Double(code)), "code": .string(Self.codeName(key)),
    ]
    if !text.isEmpty { down["text"] = .string(text) }
    try devTools.call("Input.dispatchKeyEvent", .object(down))
    try devTools.call(
      "Input.dispatchKeyEvent",
      [
        "type": "keyUp", "key": .string(key), "modifiers": modifiers, "code": .string(Self.codeName(key)),
        "windowsVirtualKeyCode": .number(Double(code)),
      ])
  }

  /// Pulls something with the finger or the mouse from the middle of an element.
  public func drag(_ selector: String, byX dx: Double = 0, byY dy: Double) throws(BrowserError) {
    let (x, y) = try middle(of: selector)
    let steps = 8
    func point(_ step: Int) -> (x: JSONValue, y: JSONValue) {
      let part = Double(step) / Double(steps)
      return (.number((x.double ?? 0) + dx * part), .number((y.double ?? 0) + dy * part))
    }
    for step in 0...steps {
      let place = point(step)
      if options.isPhone {
        try devTools.call(
          "Input.dispatchTouchEvent",
          [
            "type": step == 0 ? "touchStart" : "touchMove", "touchPoints": [["x": place.x, "y": place.y]],
          ])
      } else {
        try devTools.call(
          "Input.dispatchMouseEvent",
          [
            "type": step == 0 ? "mousePressed" : "mouseMoved", "x": place.x, "y": place.y, "button": "left",
            "buttons": 1, "clickCount": 1,
          ])
      }
      Thread.sleep(forTimeInterval: 0.016)
    }
    if options.isPhone {
      try devTools.call("Input.dispatchTouchEvent", ["type": "touchEnd", "touchPoints": []])
    } else {
      let place = point(steps)
      try devTools.call(
        "Input.dispatchMouseEvent",
        ["type": "mouseReleased", "x": place.x, "y": place.y, "button": "left", "clickCount": 1])
    }
  }

  private static let keyCodes = [
    "Enter": 13, "Escape": 27, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
    "Backspace": 8, "Home": 36, "End": 35, "PageUp": 33, "PageDown": 34, "/": 191, "?": 191,
  ]

  private static func codeName(_ key: String) -> String {
    guard key.count == 1, let letter = key.uppercased().first else { return key }
    return letter.isNumber ? "Digit\(letter)" : letter.isLetter ? "Key\(letter)" : "Slash"
  }

  /// Where to point at; the element must be visible and on top there.
  private func middle(of selector: String) throws(BrowserError) -> (x: JSONValue, y: JSONValue) {
    struct Place: Decodable {
      var x: Double
      var y: Double
      var fault: String
    }
    let place: Place = try evaluate(
      """
      (async () => {
        const element = document.querySelector(\(Self.literal(selector)));
        if (!element) return { x: 0, y: 0, fault: "is not there" };
        element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const box = element.getBoundingClientRect();
        const x = box.left + box.width / 2, y = box.top + box.height / 2;
        if (box.width === 0 || box.height === 0) return { x, y, fault: "has no size" };
        const top = document.elementFromPoint(x, y);
        const isOnTop = top && (element.contains(top) || top.contains(element) && top.closest("label"));
        const cover = top ? top.outerHTML.slice(0, 120) : "nothing";
        return { x, y, fault: isOnTop ? "" : `is covered by ${cover} at ${x},${y}` };
      })()
      """)
    guard place.fault.isEmpty else { throw .element("\(selector) \(place.fault)\n\(looks)") }
    return (.number(place.x), .number(place.y))
  }

  /// A text as JavaScript writes it.
  public static func literal(_ text: String) -> String {
    guard let data = try? JSONEncoder().encode(text) else { preconditionFailure("a text is always JSON") }
    return String(decoding: data, as: UTF8.self)
  }
}
