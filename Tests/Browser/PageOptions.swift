// How a page looks and speaks: what a visitor's device and settings decide.

/// The device and the wishes of somebody who looks at a page.
public struct PageOptions: Sendable {
  /// The width of the view in CSS pixels.
  public var width: Int
  /// The height of the view in CSS pixels.
  public var height: Int
  /// Device pixels per CSS pixel.
  public var scale: Double
  /// Whether it is a phone: fingers instead of a mouse, and the viewport's meta element counts.
  public var isPhone: Bool
  /// The preferred language, as in `Accept-Language` and `navigator.language`.
  public var language = "en"
  /// Whether the visitor prefers dark colours.
  public var isDark = false
  /// Whether the visitor prefers little motion.
  public var isCalm = false
  /// The visitor's own time zone, which is on purpose not that of the tests' tenants.
  public var timeZone = "America/New_York"
  /// Whether requests are recorded. Costs the browser time for each message of a WebSocket; measurements leave it off.
  public var recordsRequests = true

  /// A desktop's view.
  public init(width: Int = 1_280, height: Int = 800, scale: Double = 1, isPhone: Bool = false) {
    self.width = width
    self.height = height
    self.scale = scale
    self.isPhone = isPhone
  }

  /// A window on a desk, 1280 by 800.
  public static let desktop = PageOptions()
  /// The smallest phone that pages are made for, 360 by 740 at two device pixels.
  public static let phone = PageOptions(width: 360, height: 740, scale: 2, isPhone: true)

  /// The same in a language.
  public func speaking(_ language: String) -> PageOptions {
    var options = self
    options.language = language
    return options
  }

  /// The same with dark colours.
  public var dark: PageOptions {
    var options = self
    options.isDark = true
    return options
  }

  /// The same with little motion.
  public var calm: PageOptions {
    var options = self
    options.isCalm = true
    return options
  }
}
