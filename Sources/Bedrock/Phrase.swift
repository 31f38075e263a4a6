// Words for people that can be said in several languages: an English sentence with places, and what stands in them.

/// A sentence for people, kept so that it can be said in another language.
///
/// It is written like a string, `"must be from \(low) to \(high)"`, and keeps the English template
/// (`must be from {0} to {1}`) apart from what was put into it. The template is the key under which a dictionary
/// finds the sentence in another language. Whole sentences are phrases; a sentence that is glued together from parts
/// cannot be translated.
///
/// Making one copies nothing but its arguments; a sentence without arguments allocates nothing.
public struct Phrase: Hashable, Sendable {
  /// The English sentence with `{0}`, `{1}`, ... where the arguments belong.
  public let template: String
  /// What stands in the places, in their order.
  public let arguments: [Argument]

  /// What can stand in a place of a phrase.
  public enum Argument: Hashable, Sendable {
    /// A number, a name, a word of the wire: the same in every language.
    case text(String)
    /// A part that is said in the language of the whole.
    case phrase(Phrase)
  }

  /// Words that are the same in every language, or that nobody can translate, such as what another program said.
  public init(verbatim text: String) {
    template = "{0}"
    arguments = [.text(text)]
  }

  /// The sentence in English.
  public var text: String {
    arguments.isEmpty ? template : rendered(translating: { _ in nil })
  }

  /// The sentence in other words.
  ///
  /// - Parameters:
  ///   - translate: the template in another language; nil where it has none, which leaves it in English. The places
  ///     may come in another order there. It is asked for nested phrases, too, and not for what is verbatim.
  ///   - quote: how an argument that is not translated is set into the sentence.
  /// - Complexity: O(length).
  public func rendered(
    translating translate: (_ template: String) -> String?, quoting quote: (String) -> String = { $0 }
  ) -> String {
    var result = ""
    var rest = Substring(template == "{0}" ? template : translate(template) ?? template)
    while let brace = rest.firstIndex(of: "{") {
      result += rest[..<brace]
      rest = rest[brace...]
      if let (number, end) = Self.place(rest), number < arguments.count {
        switch arguments[number] {
        case .text(let text): result += quote(text)
        case .phrase(let phrase): result += phrase.rendered(translating: translate, quoting: quote)
        }
        rest = rest[end...]
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result + rest
  }

  /// The numbers of the places in a template, in the order in which they stand there.
  public static func places(in template: String) -> [Int] {
    var numbers: [Int] = []
    var rest = Substring(template)
    while let brace = rest.firstIndex(of: "{") {
      rest = rest[brace...]
      if let (number, end) = place(rest) {
        numbers.append(number)
        rest = rest[end...]
      } else {
        rest.removeFirst()
      }
    }
    return numbers
  }

  /// The place that begins with the brace at the start of `text`: its number, and where it ends.
  private static func place(_ text: Substring) -> (number: Int, end: Substring.Index)? {
    let digits = text.dropFirst().prefix { ("0"..."9").contains($0) }
    guard digits.endIndex < text.endIndex, text[digits.endIndex] == "}", let number = Int(digits) else {
      return nil
    }
    return (number, text.index(after: digits.endIndex))
  }
}

extension Phrase: CustomStringConvertible {
  /// The sentence in English.
  public var description: String { text }
}

extension Phrase: ExpressibleByStringInterpolation {
  /// A sentence without arguments.
  public init(stringLiteral value: String) {
    template = value
    arguments = []
  }

  /// A sentence with arguments.
  public init(stringInterpolation: StringInterpolation) {
    template = stringInterpolation.template
    arguments = stringInterpolation.arguments
  }

  /// Gathers the template and the arguments of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var template = ""
    fileprivate var arguments: [Argument] = []

    /// Begins with room for the literal and its arguments.
    public init(literalCapacity: Int, interpolationCount: Int) {
      template.reserveCapacity(literalCapacity + interpolationCount * 3)
      arguments.reserveCapacity(interpolationCount)
    }

    /// Adds words of the template.
    public mutating func appendLiteral(_ literal: String) { template += literal }

    /// Adds an argument that is the same in every language.
    public mutating func appendInterpolation<Value>(_ value: Value) {
      append(.text(String(describing: value)))
    }

    /// Adds a part that is translated with the whole.
    public mutating func appendInterpolation(_ phrase: Phrase) { append(.phrase(phrase)) }

    private mutating func append(_ argument: Argument) {
      template += "{\(arguments.count)}"
      arguments.append(argument)
    }
  }
}
