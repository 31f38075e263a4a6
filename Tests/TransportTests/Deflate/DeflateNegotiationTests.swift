// What is offered and what is answered: the grammar of extensions, and the parameters of permessage-deflate.

import Bedrock
import Testing

@testable import Transport

@Suite("Deflate: negotiation") struct DeflateNegotiationTests {
  static let grammar: [(String, [WebSocketExtension]?)] = [
    ("a", [WebSocketExtension("a")]),
    ("a,b", [WebSocketExtension("a"), WebSocketExtension("b")]),
    (" , a ,, b , ", [WebSocketExtension("a"), WebSocketExtension("b")]),
    ("a;x", [WebSocketExtension("a", [.init(name: "x")])]),
    ("a ; x = 1 ; y", [WebSocketExtension("a", [.init(name: "x", value: "1"), .init(name: "y")])]),
    (
      #"a;x="1";y="t\o""#,
      [WebSocketExtension("a", [.init(name: "x", value: "1"), .init(name: "y", value: "to")])]
    ),
    ("", nil), (",", nil), (";", nil), ("a;", nil), ("a;;b", nil), ("a;=1", nil), ("a;x=", nil), ("a b", nil),
    ("a;x=1 2", nil), (#"a;x="""#, nil), (#"a;x="1"#, nil), (#"a;x="1 2""#, nil), (#"a;x="1\"#, nil),
    (#"a;x="1,2""#, nil), ("a;x=(1)", nil), ("a@b", nil), (#""a""#, nil), (#"a;"x"=1"#, nil),
    (#"a;x="1"2"#, nil),
  ]

  @Test(arguments: grammar) func readsTheGrammar(_ text: String, _ list: [WebSocketExtension]?) {
    #expect(WebSocketExtension.list([text]) == list)
  }

  @Test func joinsFields() {
    #expect(WebSocketExtension.list(["a;x", "b"])?.map(\.name) == ["a", "b"])
    #expect(WebSocketExtension.list(["", "b"])?.map(\.name) == ["b"])
    #expect(WebSocketExtension.list([]) == [])
    #expect(WebSocketExtension.list([#"a;x="1"#, #"2""#]) == nil)
  }

  /// Offers, and the answer of a server with the default limits; nil when it declines.
  static let offers: [(String, String?)] = [
    ("permessage-deflate", "permessage-deflate"),
    ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
    ("permessage-deflate; client_max_window_bits=15", "permessage-deflate"),
    ("permessage-deflate; client_max_window_bits=8", "permessage-deflate; client_max_window_bits=8"),
    (#"permessage-deflate; client_max_window_bits="10""#, "permessage-deflate; client_max_window_bits=10"),
    ("permessage-deflate; server_max_window_bits=9", "permessage-deflate; server_max_window_bits=9"),
    ("permessage-deflate; server_max_window_bits=15", "permessage-deflate"),
    ("permessage-deflate; server_no_context_takeover", "permessage-deflate; server_no_context_takeover"),
    ("permessage-deflate; client_no_context_takeover", "permessage-deflate; client_no_context_takeover"),
    (
      "permessage-deflate; client_max_window_bits=11; server_max_window_bits=12; client_no_context_takeover;"
        + " server_no_context_takeover",
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12;"
        + " client_max_window_bits=11"
    ),
    // Without a window of 256 bytes, the next offer is tried.
    ("permessage-deflate; server_max_window_bits=8", nil),
    ("permessage-deflate; server_max_window_bits=8, permessage-deflate", "permessage-deflate"),
    (
      "permessage-deflate; server_max_window_bits=10, permessage-deflate; server_no_context_takeover",
      "permessage-deflate; server_max_window_bits=10"
    ),
    ("x-other, permessage-deflate; unknown, permessage-deflate", "permessage-deflate"),
    ("permessage-deflate; unknown", nil), ("permessage-deflate; server_max_window_bits", nil),
    ("permessage-deflate; server_max_window_bits=7", nil),
    ("permessage-deflate; server_max_window_bits=16", nil),
    ("permessage-deflate; server_max_window_bits=09", nil),
    ("permessage-deflate; server_max_window_bits=+9", nil),
    ("permessage-deflate; client_max_window_bits=0", nil),
    ("permessage-deflate; client_max_window_bits=x", nil),
    ("permessage-deflate; server_no_context_takeover=1", nil),
    ("permessage-deflate; client_no_context_takeover=0", nil),
    ("permessage-deflate; server_no_context_takeover; server_no_context_takeover", nil),
    ("permessage-deflate; client_max_window_bits; client_max_window_bits=10", nil),
    ("x-webkit-deflate-frame", nil), ("Permessage-Deflate2", nil),
  ]

  @Test(arguments: offers) func answersOffers(_ offer: String, _ answer: String?) throws {
    let list = try #require(WebSocketExtension.list([offer]))
    #expect(DeflateAgreement.choose(list, DeflateLimits())?.answer == answer)
  }

  @Test func keepsToItsOwnLimits() throws {
    var limits = DeflateLimits()
    (limits.windowBits, limits.keepsContext) = (10, false)
    (limits.peerWindowBits, limits.peerKeepsContext) = (11, false)
    let plain = try #require(WebSocketExtension.list(["permessage-deflate"]))
    #expect(DeflateAgreement.choose(plain, limits) == nil, "the peer has not said that it would obey")
    let obeying = try #require(WebSocketExtension.list(["permessage-deflate; client_max_window_bits"]))
    #expect(
      DeflateAgreement.choose(obeying, limits)?.answer
        == "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10;"
        + " client_max_window_bits=11")
    #expect(
      DeflateAgreement.offer(limits)
        == "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11;"
        + " client_max_window_bits=10")
    #expect(DeflateAgreement.offer(DeflateLimits()) == "permessage-deflate; client_max_window_bits")
  }

  /// Answers of servers to the default offer, and what a client makes of them; nil when it gives up.
  static let answers: [(String, DeflateAgreement?)] = [
    ("permessage-deflate", agreement()),
    ("permessage-deflate; client_max_window_bits=9", agreement(windowBits: 9)),
    ("permessage-deflate; client_max_window_bits=8", agreement(windowBits: 8)),
    ("permessage-deflate; server_max_window_bits=8", agreement(peerWindowBits: 8)),
    ("permessage-deflate; server_no_context_takeover", agreement(peerKeepsContext: false)),
    ("permessage-deflate; client_no_context_takeover", agreement(keepsContext: false)),
    ("permessage-deflate; client_max_window_bits", nil),
    ("permessage-deflate; client_max_window_bits=16", nil),
    ("permessage-deflate; server_max_window_bits", nil), ("permessage-deflate; unknown", nil),
    ("permessage-deflate; server_no_context_takeover=1", nil), ("x-other", nil),
    ("permessage-deflate; client_no_context_takeover; client_no_context_takeover", nil),
  ]

  static func agreement(
    windowBits: Int = 15, keepsContext: Bool = true, peerWindowBits: Int = 15, peerKeepsContext: Bool = true
  ) -> DeflateAgreement {
    DeflateAgreement(
      windowBits: windowBits, keepsContext: keepsContext, peerWindowBits: peerWindowBits,
      peerKeepsContext: peerKeepsContext)
  }

  @Test(arguments: answers) func checksAnswers(_ answer: String, _ agreement: DeflateAgreement?) throws {
    let list = try #require(WebSocketExtension.list([answer]))
    #expect(DeflateAgreement.accept(list[0], offered: DeflateLimits()) == agreement)
    #expect(agreement?.mayCompress ?? true == (agreement?.windowBits != 8))
  }

  @Test func insistsOnWhatItAskedFor() throws {
    var limits = DeflateLimits()
    limits.peerWindowBits = 10
    func accepts(_ answer: String) throws -> Bool {
      let list = try #require(WebSocketExtension.list([answer]))
      return DeflateAgreement.accept(list[0], offered: limits) != nil
    }
    #expect(try !accepts("permessage-deflate"))
    #expect(try !accepts("permessage-deflate; server_max_window_bits=11"))
    #expect(try accepts("permessage-deflate; server_max_window_bits=9"))
    limits.peerKeepsContext = false
    #expect(try !accepts("permessage-deflate; server_max_window_bits=9"))
    #expect(try accepts("permessage-deflate; server_max_window_bits=9; server_no_context_takeover"))
  }

  /// Both ends reach the same agreement, seen from the other side, whatever their limits.
  @Test func agreesWithItself() throws {
    var random = Seed.random(61)
    var agreed = 0
    for round in 0..<500 {
      let (client, server) = (Self.limits(&random), Self.limits(&random))
      let list = try #require(WebSocketExtension.list([DeflateAgreement.offer(client)]))
      guard let chosen = DeflateAgreement.choose(list, server) else { continue }
      let answer = try #require(WebSocketExtension.list([chosen.answer]))
      let accepted = DeflateAgreement.accept(answer[0], offered: client)
      let mirrored = Self.agreement(
        windowBits: min(chosen.peerWindowBits, client.windowBits),
        keepsContext: chosen.peerKeepsContext && client.keepsContext, peerWindowBits: chosen.windowBits,
        peerKeepsContext: chosen.keepsContext)
      #expect(accepted == mirrored, "seed \(Seed.value), round \(round)")
      agreed += 1
    }
    #expect(agreed > 100, "the test must see agreements")
  }

  private static func limits(_ random: inout SeededRandom) -> DeflateLimits {
    var limits = DeflateLimits()
    limits.windowBits = 9 + random.below(7)
    limits.keepsContext = random.chance(0.5)
    limits.peerWindowBits = random.chance(0.5) ? 15 : 9 + random.below(7)
    limits.peerKeepsContext = random.chance(0.5)
    return limits
  }
}
