// The settings of what customers see: whose page it is, how to reach them, and what is shown of a technician.

public import Bedrock

/// What customers are shown beside their booking.
public struct CustomerSettings: Sendable, Hashable {
  /// The digits of a page. The raw value is the name of the numbering system in Unicode's locale data.
  public enum Numerals: String, Sendable, CaseIterable {
    /// 0123456789
    case latn
    /// The digits of the Arabic East.
    case arab
  }

  /// The language of a page.
  public enum Language: String, Sendable, CaseIterable {
    /// That of the customer's browser.
    case browser = ""
    /// English
    case en
    /// Arabic
    case ar
  }

  /// The business in English. Up to 80 characters; empty for none.
  public var nameEn = ""
  /// The business in Arabic. Up to 80 characters; empty for none.
  public var nameAr = ""
  /// Where customers reach the business; see ``urlFault(_:)``. Empty for nowhere.
  public var contactURL = ""
  /// Where customers call a booking off. Empty for nowhere.
  public var cancelURL = ""
  /// The language in which pages begin.
  public var language = Language.browser
  /// The digits of pages.
  public var numerals = Numerals.latn
  /// Whether customers see the technician's name.
  public var showsName = true
  /// Whether customers see the technician's rating.
  public var showsRating = true
  /// Whether customers see the technician's credentials.
  public var showsCredentials = true

  /// The longest name in characters.
  public static let nameLengthMax = 80
  /// The longest address in bytes.
  public static let urlBytesMax = 500
  /// Stands for the booking's identifier in addresses. Identifiers need no escaping there (RFC 3986, section 2.3).
  public static let placeholder = "{booking}"

  /// The defaults: no name, no addresses, everything shown.
  public init() {}

  /// An address with the identifier of a booking in its place.
  func url(_ address: String, of booking: ClientID) -> String {
    address.split(separator: Self.placeholder, omittingEmptySubsequences: false).joined(
      separator: booking.text)
  }

  /// Every value that lies outside its limits, with the path of its field.
  public func faults(path: String) -> [FieldError] {
    var faults: [FieldError] = []
    for (field, name) in [("nameEn", nameEn), ("nameAr", nameAr)] {
      if name.count > Self.nameLengthMax || name.utf8.count > 8 * Self.nameLengthMax {
        faults.append(
          FieldError(
            field: path + field, code: .badLength,
            message: "must have at most \(Self.nameLengthMax) characters"))
      } else if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        faults.append(
          FieldError(field: path + field, code: .badFormat, message: "must not have control characters"))
      }
    }
    for (field, address) in [("contactUrl", contactURL), ("cancelUrl", cancelURL)] {
      guard let fault = Self.urlFault(address) else { continue }
      faults.append(FieldError(field: path + field, code: fault.code, message: fault.message))
    }
    return faults
  }

  /// What is wrong with an address that pages link to; nil for a good one and for none.
  ///
  /// Pages offer it to be pressed, so only schemes that do nothing by themselves are taken. It is visible ASCII without
  /// quotes, brackets and backslashes; braces only around `booking`.
  private static func urlFault(_ address: String) -> (code: FieldError.Code, message: Phrase)? {
    if address.isEmpty { return nil }
    guard address.utf8.count <= urlBytesMax else {
      return (.badLength, "must have at most \(urlBytesMax) bytes")
    }
    guard let scheme = ["https://", "tel:", "mailto:", "sms:"].first(where: { address.hasPrefix($0) }) else {
      return (.badFormat, "must be empty or begin with https://, tel:, mailto: or sms:")
    }
    let rest = address.dropFirst(scheme.count)
    let isPlain = rest.split(separator: placeholder).joined().utf8.allSatisfy { byte in
      (0x21...0x7E).contains(byte) && !#""<>\^`{|}"#.utf8.contains(byte)
    }
    let hasHost = scheme != "https://" || rest.utf8.first.map { !"/?#:@{".utf8.contains($0) } ?? false
    guard isPlain, hasHost, !rest.isEmpty else {
      return (
        .badFormat, "must be an address of visible ASCII characters, with \(placeholder) for the booking"
      )
    }
    return nil
  }
}
