// Addresses of databases: what is read from them, and that no secret ever comes out.

import Testing

@testable import TripStore

@Suite("Postgres addresses")
struct PostgresURLTests {
  @Test func hostsPortsUserAndDatabaseAreRead() throws {
    let url = try PostgresURL(
      "postgres://geod_app@a.example:5433,b.example,[::1]:7/trips?target_session_attrs=read-write")
    #expect(
      url.hosts.map { $0.parameters.map(\.value) } == [
        ["a.example", "5433"], ["b.example", ""], ["::1", "7"],
      ])
    #expect(url.user == "geod_app")
    #expect(url["dbname"] == "trips" && url["target_session_attrs"] == "read-write")
  }

  @Test func aFolderOfASocketAndTheFormOfKeywordsAreRead() throws {
    let socket = try PostgresURL("postgres://u@/trips?host=/run/postgresql&port=5433")
    #expect(socket.hosts.map { $0.parameters.map(\.value) } == [["/run/postgresql", "5433"]])
    let words = try PostgresURL("host=h user=u dbname=trips")
    #expect(words.redacted == "postgres://u@h/trips")
    #expect(try PostgresURL("postgres:///trips").hosts.map(\.parameters) == [[]])
  }

  @Test func oneOfThePortsIsThatOfAllHosts() throws {
    let url = try PostgresURL("postgres://u@/t?host=a,b&port=6000")
    #expect(url.hosts.map { $0.parameters.map(\.value) } == [["a", "6000"], ["b", "6000"]])
  }

  @Test func nothingPrintsThePassword() throws {
    let secret = "top-secret"
    let url = try PostgresURL("postgres://u:\(secret)@h:5432/trips?sslpassword=\(secret)&application_name=x")
    var dumped = ""
    dump(url, to: &dumped)
    for text in [url.redacted, "\(url)", String(reflecting: url), String(describing: [url]), dumped] {
      #expect(!text.contains(secret))
    }
    #expect(url.redacted == "postgres://u@h:5432/trips")
  }

  @Test func anotherUserDoesNotInheritThePassword() throws {
    let url = try PostgresURL("postgres://u:secret@h/trips").with(user: "geod_system")
    #expect(url.user == "geod_system" && url["password"] == nil)
    #expect(url["dbname"] == "trips" && url.redacted == "postgres://geod_system@h/trips")
  }

  /// libpq would take parts of such passwords for a host, a port or a database, and name them in its messages.
  @Test(arguments: [
    "postgres://u:sec@ret@h/d", "postgres://u:sec/ret@h/d", "postgres://u:12/secret@h/d",
    "postgres://u:sec%zz@h/d",
    "postgres://u@h:secret/d", "secret", "postgres://u@a,b:1,c:2,d/secret?port=1,2", "host=h secret",
  ])
  func whatIsNoAddressIsRefusedWithoutRepeatingIt(_ text: String) {
    let fault = fault { try PostgresURL(text) }
    guard case .fatal(let reason) = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(!reason.contains("sec") && !reason.contains("ret"))
  }
}
