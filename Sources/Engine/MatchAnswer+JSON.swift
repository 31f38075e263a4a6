// A match as others read it: the answer for whoever asked, the decision for the store.

public import Bedrock
import GeoIndex
import Matcher
import Trips

extension MatchAnswer {
  /// Writes the answer as an object.
  public func write(_ json: inout JSONWriter) {
    json.beginObject()
    json.key("time")
    json.integer(time.milliseconds)
    json.key("zones")
    json.strings((query.zones ?? []).map(\.text))
    writeResult(&json)
    json.endObject()
  }

  /// Why technicians were asked: what was asked, under which settings, and the answer. Compact JSON whose
  /// members are those of the interface; they may be added to, and keep their meaning.
  public var decision: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("time")
    json.integer(time.milliseconds)
    json.key("query")
    query.write(&json)
    json.key("settings")
    writeSettings(&json)
    writeResult(&json)
    json.endObject()
    return json.finish()
  }

  private func writeResult(_ json: inout JSONWriter) {
    json.key("candidates")
    json.beginArray()
    for candidate in candidates { candidate.write(&json) }
    json.endArray()
    if let refusals {
      json.key("refusals")
      json.beginObject()
      for gate in MatchGate.allCases {
        json.key(gate.name)
        json.integer(refusals[gate])
      }
      json.key("passed")
      json.integer(refusals.passed)
      json.endObject()
    }
    json.key("certificate")
    json.beginObject()
    json.key("examined")
    json.integer(certificate.examined)
    json.key("scored")
    json.integer(certificate.scored)
    if let radius = certificate.radiusMeters, let bound = certificate.boundSeconds {
      json.key("radiusMeters")
      json.number(radius, decimals: 2)
      json.key("boundSeconds")
      json.number(bound, decimals: 3)
    }
    json.endObject()
    if !explanations.isEmpty {
      json.key("explanations")
      json.beginArray()
      for explanation in explanations { explanation.write(&json) }
      json.endArray()
    }
    if let picked {
      json.key("picked")
      picked.write(&json)
    }
  }

  /// The settings that the answer depended on, by their names in the settings document.
  private func writeSettings(_ json: inout JSONWriter) {
    let numbers: [(StaticString, Double)] = [
      ("travelWeight", weights.travelWeight), ("ratingSecondsPerStar", weights.ratingSecondsPerStar),
      ("ratingPriorStars", weights.ratingPriorStars), ("ratingPriorCount", weights.ratingPriorCount),
      ("slackWantedSeconds", weights.slackWantedSeconds), ("slackWeight", weights.slackWeight),
      ("lateWeight", weights.lateWeight), ("skillFitSeconds", weights.skillFitSeconds),
      ("detourFactor", travel.detourFactor), ("speedMetersPerSecond", travel.speedMetersPerSecond),
      ("utcOffsetMinutes", Double(utcOffsetMinutes)),
    ]
    json.beginObject()
    for (name, value) in numbers {
      json.key(name)
      json.number(value, decimals: 9)
    }
    json.endObject()
  }
}

extension MatchAnswer.Candidate {
  /// Writes the candidate as an object.
  func write(_ json: inout JSONWriter) {
    json.beginObject()
    json.key("technician")
    json.string(technician.text)
    json.key("costSeconds")
    json.number(score.costSeconds, decimals: 3)
    json.key("terms")
    json.beginObject()
    json.key("travelSeconds")
    json.number(score.terms.travelSeconds, decimals: 3)
    json.key("slackSeconds")
    json.number(score.terms.slackSeconds, decimals: 3)
    json.key("ratingSeconds")
    json.number(score.terms.ratingSeconds, decimals: 3)
    json.key("fitSeconds")
    json.number(score.terms.fitSeconds, decimals: 3)
    json.endObject()
    json.key("distanceMeters")
    json.number(score.distanceMeters, decimals: 2)
    json.key("travelSeconds")
    json.number(score.travelSeconds, decimals: 3)
    if let slack = score.slackSeconds {
      json.key("slackSeconds")
      json.number(slack, decimals: 3)
    }
    json.key("shrunkRating")
    json.number(score.shrunkRating, decimals: 3)
    json.key("preferredSkillsHeld")
    json.integer(score.preferredSkillsHeld)
    json.key("eta")
    json.beginObject()
    json.members(of: eta)
    json.endObject()
    json.endObject()
  }
}

extension MatchAnswer.Explanation {
  /// Writes the explanation as an object. The changes that would have been enough are rounded so that they
  /// still are.
  func write(_ json: inout JSONWriter) {
    json.beginObject()
    json.key("technician")
    json.string(technician.text)
    json.key("verdict")
    switch verdict {
    case .unknown:
      json.string("unknown" as StaticString)
    case .refused(let gate):
      json.string("refused" as StaticString)
      json.key("gate")
      json.string(gate.name)
    case .ranked(let rank):
      json.string("ranked" as StaticString)
      json.key("rank")
      json.integer(rank)
    case .outranked(let candidate, let shortfall):
      json.string("outranked" as StaticString)
      json.key("gapSeconds")
      json.number(shortfall.gapSeconds, decimals: 3)
      json.key("enough")
      Self.write(shortfall, &json)
      json.key("candidate")
      candidate.write(&json)
    }
    json.endObject()
  }

  private static func write(_ shortfall: MatchShortfall, _ json: inout JSONWriter) {
    json.beginObject()
    if let meters = shortfall.distanceMaxMeters {
      json.key("distanceMaxMeters")
      json.number((meters * 100).rounded(.down) / 100, decimals: 2)
    }
    if let rating = shortfall.ratingMin {
      json.key("ratingMin")
      json.number((Double(rating) * 10_000).rounded(.up) / 10_000, decimals: 4)
    }
    if let held = shortfall.preferredSkillsMin {
      json.key("preferredSkillsMin")
      json.integer(held)
    }
    json.endObject()
  }
}

extension MatchQuery {
  /// Writes the query as an object with the members that ask for it.
  func write(_ json: inout JSONWriter) {
    json.beginObject()
    json.key("lat")
    json.number(place.latitudeDegrees, decimals: 7)
    json.key("lon")
    json.number(place.longitudeDegrees, decimals: 7)
    Self.write(skillsRequired, "skillsRequired", &json)
    Self.write(skillsPreferred, "skillsPreferred", &json)
    if !credentials.isEmpty {
      json.key("credentials")
      json.beginArray()
      for credential in credentials {
        json.beginObject()
        json.key("kind")
        json.string(credential.kind.text)
        if let jurisdiction = credential.jurisdiction {
          json.key("jurisdiction")
          json.string(jurisdiction)
        }
        json.endObject()
      }
      json.endArray()
    }
    Self.write(zones ?? [], "zones", &json)
    if let windowStart {
      json.key("window")
      json.beginObject()
      json.key("start")
      json.integer(windowStart.milliseconds)
      json.endObject()
    }
    Self.write(deadline?.milliseconds, "arriveBy", &json)
    Self.write(blocked, "blocked", &json)
    if let picked {
      json.key("picked")
      json.string(picked.text)
    }
    Self.write(explain, "explain", &json)
    Self.write(count.map(Int64.init), "count", &json)
    Self.write(ageMaxSeconds, "ageMaxSeconds", &json)
    json.endObject()
  }

  private static func write(_ ids: [ClientID], _ name: StaticString, _ json: inout JSONWriter) {
    guard !ids.isEmpty else { return }
    json.key(name)
    json.beginArray()
    for id in ids { json.string(id.text) }
    json.endArray()
  }

  private static func write(_ value: Int64?, _ name: StaticString, _ json: inout JSONWriter) {
    guard let value else { return }
    json.key(name)
    json.integer(value)
  }
}
