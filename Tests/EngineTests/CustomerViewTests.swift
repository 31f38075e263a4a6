// What customers see: who comes, as far as the tenant shows it, when what happened, and nothing else.

import Bedrock
import Engine
import Testing
import TrackHub
import Trips

@Suite struct CustomerViewTests {
  static let document = """
    {"capacity":2,"credentials":[{"expires":"2026-01-04","jurisdiction":"SA","kind":"hvac","number":"NR-1"},\
    {"expires":"2026-01-03","kind":"gas","number":"NR-2"},{"kind":"lift","status":"suspended"},\
    {"kind":"roof","number":"NR-3","status":"pending"}],"email":"a@example.com",\
    "name":{"ar":"نورة \\"ن\\"","en":"Nora {N}, \\\\"},"phone":"+966500000000",\
    "rating":{"count":120,"value":4.85},"skills":["ac-repair"],"status":"available","zones":["north"]}
    """

  /// The technician `a`, with everything that a profile can have and more.
  static func profile(_ document: String = document) -> TechnicianProfile {
    var profile = TechnicianProfile(
      id: ClientID(trusted: "a"), skills: [ClientID(trusted: "ac-repair")], rating: 4.85, status: .available,
      document: Array(document.utf8))
    profile.ratingCount = 120
    return profile
  }

  static func put(_ bench: inout BookingBench, _ profile: TechnicianProfile = profile()) {
    bench.bench.engine.put(profile, now: bench.bench.now)
  }

  /// Shares the booking and returns what somebody sees who looks now.
  static func state(_ bench: inout BookingBench) throws -> [String: Any] {
    bench.bench.actions.removeAll()
    let viewer = try BookingViewTests.look(&bench)
    return try #require(try bench.bench.flushed(viewer).last)
  }

  /// The names of all members, each with the path of its object; elements of lists without their place.
  static func members(_ value: Any, _ path: String = "") -> Set<String> {
    if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(members($1, path)) } }
    guard let object = value as? [String: Any] else { return [] }
    return object.reduce(into: []) { names, member in
      let name = path + member.key
      names.insert(name)
      names.formUnion(members(member.value, name + "."))
    }
  }

  static let allowed: Set<String> = [
    "type", "topic", "epoch", "offset", "status", "lat", "lon", "window", "window.start", "window.end",
    "technician", "technician.name", "technician.name.en", "technician.name.ar", "technician.rating",
    "technician.ratingCount", "technician.skills", "technician.credentials", "technician.credentials.kind",
    "technician.credentials.jurisdiction", "technician.credentials.status", "technician.credentials.expires",
    "times", "times.placedAt", "times.assignedAt", "times.startedAt", "position", "position.t",
    "position.lat", "position.lon", "position.acc", "eta", "eta.t", "eta.expectedSeconds",
    "eta.lowSeconds", "eta.highSeconds", "promise", "promise.from", "promise.until", "promise.madeAt",
    "promise.isFirm", "page", "page.name", "page.name.en", "page.name.ar", "page.utcOffsetMinutes",
    "page.numerals", "page.language", "page.contactUrl", "page.cancelUrl",
  ]

  @Test func aCustomerSeesExactlyTheseMembers() throws {
    var bench = try BookingBench { settings in
      settings.customer.nameEn = "Cool \"Air\""
      settings.customer.nameAr = "هواء"
      settings.customer.contactURL = "tel:+966110000000"
      settings.customer.cancelURL = "https://example.com/b/{booking}/cancel?b={booking}"
      settings.customer.language = .ar
      settings.customer.numerals = .arab
    }
    Self.put(&bench)
    try bench.assignToFirst()
    let phone = try bench.phone("a")
    _ = BookingViewTests.share(&bench)
    bench.serve()
    try bench.move(.start)
    bench.serve()
    var fix = bench.bench.fix(2, north: 990)
    fix.batteryFraction = 0.5
    _ = bench.bench.engine.receive(fix, from: phone, now: bench.bench.now)
    bench.serve()
    let state = try Self.state(&bench)
    #expect(Self.members(state) == Self.allowed, "\(Self.members(state).symmetricDifference(Self.allowed))")
    let text = "\(state)"
    for secret in ["NR-", "roof", "example.com\"", "+96650", "north", "capacity", "0.5\""] {
      #expect(!text.contains(secret), "\(secret)")
    }
    let technician = try #require(state.object("technician"))
    #expect(technician.object("name")?.text("en") == "Nora {N}, \\")
    #expect(technician.object("name")?.text("ar") == "نورة \"ن\"")
    #expect(technician.number("rating") == 4.85 && technician.whole("ratingCount") == 120)
    let credentials = try #require(technician.objects("credentials"))
    // Local midnight has not passed the first one's last day, 2026-01-04 in Riyadh.
    #expect(credentials.map { $0.text("kind") } == ["hvac", "gas", "lift"])
    #expect(credentials.map { $0.text("status") } == ["valid", "expired", "suspended"])
    let page = try #require(state.object("page"))
    #expect(page.text("cancelUrl") == "https://example.com/b/b/cancel?b=b")
    #expect(page.text("numerals") == "arab" && page.text("language") == "ar")
    #expect(page.object("name")?.text("en") == "Cool \"Air\"" && page.whole("utcOffsetMinutes") == 180)
  }

  @Test func theTenantDecidesWhatIsShownOfATechnician() throws {
    for hidden in ["name", "rating", "credentials"] {
      var bench = try BookingBench { settings in
        settings.customer.showsName = hidden != "name"
        settings.customer.showsRating = hidden != "rating"
        settings.customer.showsCredentials = hidden != "credentials"
      }
      Self.put(&bench)
      try bench.assignToFirst()
      _ = BookingViewTests.share(&bench)
      bench.serve()
      let technician = try #require(try Self.state(&bench).object("technician"))
      var expected: Set = ["name", "rating", "ratingCount", "skills", "credentials"]
      expected.remove(hidden)
      if hidden == "rating" { expected.remove("ratingCount") }
      #expect(Set(technician.keys) == expected)
      // What is decided later holds from then on.
      var settings = bench.settings
      settings.customer = CustomerSettings()
      bench.bench.engine.apply(settings)
      let all = try Self.state(&bench).object("technician")
      #expect(all?.count == 5)
    }
  }

  @Test func whoLooksAgainSeesTheProfileOfNow() throws {
    var bench = try BookingBench()
    Self.put(&bench)
    try bench.assignToFirst()
    _ = BookingViewTests.share(&bench)
    bench.serve()
    let viewer = try BookingViewTests.look(&bench)
    let name: Topic = .share
    func technician(_ bench: inout BookingBench) throws -> [String: Any]? {
      try bench.bench.engine.unsubscribe(viewer, from: name)
      try bench.bench.engine.subscribe(
        viewer, to: name, name: "share", since: nil, now: bench.bench.now, into: &bench.bench.actions)
      return try bench.bench.flushed(viewer).last?.object("technician")
    }
    var changed = Self.profile(
      #"{"credentials":[{"kind":"hvac","status":"revoked"}],"name":{"en":"Noor"},"skills":["ac-repair"]}"#)
    changed.ratingCount = 0
    changed.rating = 0
    Self.put(&bench, changed)
    let now = try #require(try technician(&bench))
    #expect(now.object("name")?.text("en") == "Noor" && now["rating"] == nil && now["ratingCount"] == nil)
    #expect(now.objects("credentials")?.first?.text("status") == "revoked")
    // A document that is none shows nothing of itself.
    for odd in [
      "", "{", #"{"name":"a","credentials":3}"#, #"{"name":{"en":3},"credentials":["x",{"kind":[]}]}"#,
    ] {
      Self.put(&bench, Self.profile(odd))
      let shown = try #require(try technician(&bench))
      #expect(shown["name"] == nil, "\(odd)")
    }
    _ = bench.bench.engine.remove(
      technician: ClientID(trusted: "a"), now: bench.bench.now, into: &bench.bench.actions)
    let nobody = try technician(&bench)
    #expect(nobody == nil)
  }

  @Test func aShareWaitsForTheAssignment() throws {
    var bench = try BookingBench()
    Self.put(&bench)
    try bench.place(BookingBench.booking, bench.terms(startsIn: 86_400))
    bench.serve()
    let made = BookingViewTests.share(&bench)
    bench.serve()
    #expect(bench.word(made) == "done")
    #expect(bench.isLive(BookingViewTests.hash) == true)
    let viewer = try BookingViewTests.look(&bench)
    let first = try #require(try bench.bench.flushed(viewer).last)
    #expect(first.text("status") == "waiting" && first.object("times")?.count == 1)
    for member in ["technician", "position", "eta", "promise"] { #expect(first[member] == nil) }
    bench.ask(.offer(technicians: [ClientID(trusted: "a")]))
    bench.serve()
    try bench.answer("a", accepts: true)
    bench.serve()
    let told = try bench.bench.flushed(viewer)
    #expect(told.map { $0.text("kind") } == ["status", "status", "promise"])
    #expect(told.map { $0.text("status") } == ["offered", "assigned", nil])
    // Who comes is told when it becomes known.
    #expect(told[0]["technician"] == nil)
    #expect(told[1].object("technician")?.object("name")?.text("en") == "Nora {N}, \\")
    #expect(told[1].object("times")?.whole("assignedAt") != nil)
    let window = try bench.terms(startsIn: 86_400).window
    #expect(told[2].object("promise")?.whole("until") == Int(window.end.milliseconds))
    try bench.restart()
    Self.put(&bench)
    let restored = try Self.state(&bench)
    #expect(restored.text("status") == "assigned")
    // It ends with this assignment, although the booking goes on.
    let before = try BookingViewTests.look(&bench)
    _ = try bench.bench.flushed(before)
    bench.ask(.release(reason: BookingBench.reason))
    while !bench.store.waiting.isEmpty { bench.carryOut() }
    #expect(try bench.bench.frames(before).map { $0.text("reason") } == ["reassigned"])
    #expect(bench.isLive(BookingViewTests.hash) == false)
  }

  @Test func aShareOfABookingThatNobodyTookEndsWithIt() throws {
    var bench = try BookingBench(technicians: 0)
    try bench.place()
    bench.serve()
    _ = BookingViewTests.share(&bench)
    bench.serve()
    try bench.restart()
    #expect(bench.isLive(BookingViewTests.hash) == true)
    let viewer = try BookingViewTests.look(&bench)
    _ = try bench.bench.flushed(viewer)
    bench.ask(.cancel(reason: .none))
    bench.carryOut()
    let told = try bench.bench.frames(viewer)
    #expect(told.map { $0.text("type") } == ["event", "end"])
    #expect(told[0].text("status") == "cancelled" && told[1].text("reason") == "cancelled")
    #expect(bench.isLive(BookingViewTests.hash) == false)
    #expect(bench.fault == "")
    let refused = BookingViewTests.share(&bench)
    #expect(bench.word(refused) == "fault conflict")
    // Whose assignment is over is not shown to those who wait for the next one.
    bench = try BookingBench()
    try bench.assignToFirst()
    bench.ask(.release(reason: BookingBench.reason))
    bench.serve()
    _ = BookingViewTests.share(&bench)
    bench.serve()
    let state = try Self.state(&bench)
    #expect(["waiting", "offered"].contains(state.text("status")))
    #expect(state["technician"] == nil && state.object("times").map { Set($0.keys) } == ["placedAt"])
  }

  @Test func aShareThatWasOvertakenByItsAssignmentIsMade() throws {
    var bench = try BookingBench()
    try bench.place()
    bench.serve()
    // Both wait for the store; the assignment comes first.
    try bench.answer("a", accepts: true)
    let made = BookingViewTests.share(&bench)
    bench.serve()
    let isLive = bench.isLive(BookingViewTests.hash)
    #expect(bench.word(made) == "done" && isLive)
    let overtaken = try Self.state(&bench)
    #expect(overtaken.text("status") == "assigned")
    // The other way round, and the end of the booking before the share is durable.
    bench = try BookingBench()
    try bench.place()
    bench.serve()
    bench.ask(.cancel(reason: .none))
    let late = BookingViewTests.share(&bench)
    bench.serve()
    #expect(bench.word(late) == "fault conflict")
    #expect(bench.isLive(BookingViewTests.hash) == false)
  }
}
