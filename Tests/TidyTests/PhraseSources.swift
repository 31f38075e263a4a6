// Finding everything that the program says in phrases, out of its source: literals that become a `Phrase` because a
// parameter, a property or a function is declared to be one.

/// A template in the source.
struct SpokenPhrase {
  var template: String
  var path: String
  var line: Int
  var column: Int
}

/// Reads the phrases of a source tree.
///
/// First all declarations are read: which argument of which call is a phrase. Then literals are gathered from these
/// arguments, and from bodies and initial values of what is declared to be a phrase. Types are not inferred; a phrase
/// that is passed on through a `String` is no phrase for the compiler either.
struct PhraseSources {
  /// An argument that is a phrase.
  private struct Sink: Hashable {
    /// The function, the type or the enumeration's case that is called.
    var callee: String
    /// Nil for arguments without one.
    var label: String?
    /// The place among the arguments without a label.
    var place: Int
    /// The only file that can call it; nil for all.
    var path: String?
  }

  /// Everything found, in the order of the source.
  private(set) var phrases: [SpokenPhrase] = []
  private var sinks: Set<Sink> = [Sink(callee: "Phrase", label: nil, place: 0, path: nil)]

  init(_ files: [(path: String, text: String)]) {
    let sources = files.map { (path: $0.path, code: PhraseCode(SwiftTokens.of($0.text))) }
    for source in sources {
      for declaration in source.code.declarations {
        sinks.insert(
          Sink(
            callee: declaration.callee, label: declaration.label, place: declaration.place,
            path: declaration.isPrivate ? source.path : nil))
      }
    }
    for source in sources { gather(source.code, source.path) }
  }

  private mutating func gather(_ code: PhraseCode, _ path: String) {
    var found: [SwiftToken] = []
    for range in code.regions { found += code.literals(in: range) }
    for call in code.calls {
      for argument in call.arguments {
        let isSink = [nil, path].contains {
          sinks.contains(Sink(callee: call.callee, label: argument.label, place: argument.place, path: $0))
        }
        if isSink { found += code.literals(in: argument.range) }
      }
    }
    var seen: Set<[Int]> = []
    for token in found where seen.insert([token.line, token.column]).inserted {
      guard case .literal(let template) = token.kind else { continue }
      phrases.append(SpokenPhrase(template: template, path: path, line: token.line, column: token.column))
    }
    for token in code.tokens {
      for part in token.interpolated { gather(PhraseCode(part), path) }
    }
  }
}
