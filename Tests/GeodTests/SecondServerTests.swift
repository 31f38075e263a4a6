// Two servers on one database: each needs a data folder of its own, because the spool in it has one writer.

import Foundation
import TestDatabase
import Testing

@Suite("A second server", .serialized, .enabled(if: TestDatabase.isAvailable, "\(TestDatabase.missing)"))
struct SecondServerTests {
  @Test("is refused on the folder of the first, which goes on; a folder of its own is served")
  func folders() throws {
    let database = try BreakableDatabase()
    try TestServer.with(tenants: ["alpha"], database: database.arguments) { server in
      let serve = [
        "serve", "--listen", "127.0.0.1:0", "--keys", server.folder.path("keys.json"), "--end-with-input",
      ]
      let data = server.folder.path("data")
      let refused = try Program.run(
        serve + ["--data", data] + database.arguments, in: server.folder.url)
      #expect(refused.status == 1, "\(refused)")
      #expect(refused.errors.contains("another geod writes the spool in \(data)"), "\(refused)")
      #expect(try server.ask("GET", "/readyz", token: nil).status == 200)
      // Its input is at an end already, so it ends by itself, and well.
      let other = try Program.run(
        serve + ["--data", server.folder.path("other")] + database.arguments, in: server.folder.url)
      #expect(other.status == 0, "\(other)")
    }
  }
}
