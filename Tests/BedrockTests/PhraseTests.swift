// Phrases: English as it always was, and the same sentence in other words.

import Testing

@testable import Bedrock

@Suite struct PhraseTests {
  @Test func aPlainSentenceIsItsOwnTemplate() {
    let phrase: Phrase = "is required"
    #expect(phrase.template == "is required")
    #expect(phrase.arguments.isEmpty)
    #expect(phrase.text == "is required")
    #expect("\(phrase)" == "is required")
  }

  @Test func argumentsAreKeptApartAndReadAsInAString() {
    let id = StaticString("pump")
    let phrase: Phrase = "\(id) must be from \(-90) to \(90.5), is \(UInt8(7)) or \(true)"
    #expect(phrase.template == "{0} must be from {1} to {2}, is {3} or {4}")
    #expect(phrase.text == "\(id) must be from \(-90) to \(90.5), is \(UInt8(7)) or \(true)")
    #expect(phrase.arguments.count == 5)
  }

  @Test func equalityGoesByTemplateAndArguments() {
    let (one, two) = (1, 2)
    #expect(Phrase("at most \(one)") == Phrase("at most \(1)"))
    #expect(Phrase("at most \(one)") != Phrase("at most \(two)"))
    #expect(Phrase("at most \(one)") != Phrase("at most 1"))
    #expect(Set<Phrase>(["at most \(one)", "at most \(1)"]).count == 1)
  }

  @Test func anotherLanguageMayOrderAndRepeatThePlaces() {
    let phrase: Phrase = "from \(1) to \(24)"
    #expect(phrase.rendered { _ in "{1} back to {0}, yes, {1}" } == "24 back to 1, yes, 24")
  }

  @Test func aTemplateWithoutTranslationStaysEnglish() {
    let phrase: Phrase = "from \(1) to \(24)"
    #expect(phrase.rendered { _ in nil } == phrase.text)
  }

  @Test func nestedPhrasesAreTranslatedWithTheWhole() {
    let wanted: Phrase = "a number up to \(9)"
    let phrase: Phrase = "\("lat"): must be \(wanted)"
    #expect(phrase.template == "{0}: must be {1}")
    #expect(phrase.text == "lat: must be a number up to 9")
    let words = ["{0}: must be {1}": "<{1}> an {0}", "a number up to {0}": "eine Zahl bis {0}"]
    #expect(phrase.rendered { words[$0] } == "<eine Zahl bis 9> an lat")
  }

  @Test func onlyArgumentsAreQuoted() {
    let part: Phrase = "a part with \("x")"
    let phrase: Phrase = "\("lat") needs \(part)"
    #expect(
      phrase.rendered(translating: { _ in nil }, quoting: { "[\($0)]" }) == "[lat] needs a part with [x]")
  }

  @Test func whatIsVerbatimIsNeverLookedUp() {
    for text in ["", "disk I/O error", "{0}", "50 {1} %"] {
      let phrase = Phrase(verbatim: text)
      #expect(phrase.text == text)
      #expect(
        phrase.rendered { template in
          Issue.record("asked for \(template)")
          return nil
        } == text)
    }
  }

  @Test func argumentsAreNotReadAsTemplates() {
    let phrase: Phrase = "\("{1}") and \("{0}")"
    #expect(phrase.text == "{1} and {0}")
  }

  @Test func bracesThatNameNoPlaceStay() {
    let phrase: Phrase = "an object {, a } or \(1)"
    #expect(phrase.text == "an object {, a } or 1")
    #expect(
      phrase.rendered { _ in "{} {x} {7} {99999999999999999999} {0" }
        == "{} {x} {7} {99999999999999999999} {0")
  }

  @Test func placesAreFoundInTheirOrder() {
    #expect(Phrase.places(in: "{1} of {0} {12} {x} {} {3") == [1, 0, 12])
    #expect(Phrase.places(in: "none").isEmpty)
    #expect(Phrase.places(in: "{{0}}") == [0])
  }

  @Test func aFaultIsOneSentenceWithItsField() {
    let low = 1
    let fault = FieldError(field: "items[3].lat", code: .outOfRange, message: "must be from \(low) to \(9)")
    #expect(fault.description == "items[3].lat: must be from 1 to 9")
    #expect(fault.phrase.text == fault.description)
    #expect(
      fault.phrase.rendered { ["must be from {0} to {1}": "{0}..{1}"][$0] } == "items[3].lat: 1..9")
  }
}
