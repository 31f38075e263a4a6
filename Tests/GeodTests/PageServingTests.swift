// How pages and their files are served: policy, caching, packing, folders, and that a share's key stays off the log.

import Foundation
import Testing
import Transport

@testable import geod

@Suite("Serving pages")
struct PageServingTests {
  @Test(
    "a page comes with a policy that lets it talk to this server only",
    arguments: ["/ops", "/docs", "/t/AAECAwQFBgcICQoLDA0ODw"])
  func policy(path: String) throws {
    try TestServer.with { server in
      let answer = try server.ask("GET", path, token: nil)
      #expect(answer.status == 200)
      #expect(answer.headers["Content-Type"] == "text/html; charset=utf-8")
      let policy = try #require(answer.headers["Content-Security-Policy"])
      for part in [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:;",
        "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'",
      ] { #expect(policy.contains(part), "\(policy)") }
      #expect(!policy.contains("unsafe") && !policy.contains("http"))
      #expect(answer.headers["Referrer-Policy"] == "no-referrer")
      #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
      #expect(!server.log.contains("AAECAwQFBgcICQoLDA0ODw"), "the key of a share is not for logs")
    }
  }

  @Test(
    "files are packed, kept for ever under the address of this version, and 304 when the browser has them")
  func caching() throws {
    try TestServer.with { server in
      let page = try server.ask("GET", "/ops", token: nil).text
      let version = try #require(page.firstMatch(of: /\/assets\/([0-9a-f]{16})\//)).output.1
      let path = "/assets/\(version)/leaflet/leaflet.js"
      let plain = try server.ask("GET", path, token: nil)
      #expect(plain.headers["Cache-Control"] == "public, max-age=31536000, immutable")
      #expect(plain.headers["Content-Encoding"] == nil && plain.headers["Vary"] == "Accept-Encoding")
      let packed = try server.ask("GET", path, token: nil, headers: ["Accept-Encoding": "br, gzip;q=0.5"])
      #expect(packed.headers["Content-Encoding"] == "gzip")
      #expect(try Gzip.decompress(packed.body, bytesMax: 1 << 20) == plain.body)
      #expect(packed.body.count < 50_000)
      #expect(
        try server.ask("GET", path, token: nil, headers: ["Accept-Encoding": "gzip;q=0"]).body == plain.body)
      let tag = try #require(plain.headers["ETag"])
      let known = try server.ask("GET", path, token: nil, headers: ["If-None-Match": "\"x\", W/\(tag)"])
      #expect(known.status == 304 && known.body.isEmpty && known.headers["Content-Type"] == nil)
      #expect(known.headers["ETag"] == tag && known.headers["Vary"] == "Accept-Encoding")
      // Both forms have a name of their own, and who asks for one is not told that he has it by the other's.
      let packedTag = try #require(packed.headers["ETag"])
      for (accept, given, status) in [
        ("gzip", packedTag, 304), ("gzip", tag, 200), ("identity", packedTag, 200), ("gzip", "*", 304),
      ] {
        let headers: HTTPHeaders = ["Accept-Encoding": accept, "If-None-Match": given]
        #expect(
          try server.ask("GET", path, token: nil, headers: headers).status == status, "\(accept) \(given)")
      }
      let head = try server.ask("HEAD", path, token: nil)
      #expect(head.body.isEmpty && head.headers["Content-Length"] == "\(plain.body.count)")
      let older = try server.ask("GET", "/assets/0000000000000000/leaflet/leaflet.js", token: nil)
      #expect(older.status == 200 && older.headers["Cache-Control"] == "no-store")
    }
  }

  @Test(
    "what is no file of the pages is 404, whatever the address looks like",
    arguments: [
      "/assets/x/ops.html", "/assets/x/none.js", "/assets/x/../languages/en.json",
      "/assets/x/%2e%2e/%2e%2e/etc/passwd",
      "/assets/x//etc/passwd", "/assets/x/", "/t/a/b", "/t/",
    ])
  func unknown(path: String) throws {
    try TestServer.with { server in
      let answer = try server.ask("GET", path, token: nil)
      #expect(answer.status == 404)
    }
  }

  @Test("pages of a folder are read anew for each request, and nothing outside of it")
  func folder() throws {
    let folder = try TemporaryFolder()
    let pages = folder.url.appending(path: "pages")
    try FileManager.default.createDirectory(
      at: pages.appending(path: "css"), withIntermediateDirectories: true)
    try Data("<a href='{{assets}}/css/a.css'>".utf8).write(to: pages.appending(path: "ops.html"))
    try Data("one".utf8).write(to: pages.appending(path: "css/a.css"))
    try Data("secret".utf8).write(to: folder.url.appending(path: "secret.css"))
    try TestServer.with(["--pages-from", pages.path]) { server in
      #expect(try server.ask("GET", "/ops", token: nil).text.contains("/assets/development/css/a.css"))
      let answer = try server.ask("GET", "/assets/development/css/a.css", token: nil)
      #expect(answer.text == "one" && answer.headers["Cache-Control"] == "no-store")
      try Data("two".utf8).write(to: pages.appending(path: "css/a.css"))
      #expect(try server.ask("GET", "/assets/development/css/a.css", token: nil).text == "two")
      #expect(try server.ask("GET", "/assets/development/../secret.css", token: nil).status == 404)
      #expect(try server.ask("GET", "/assets/development/leaflet/leaflet.css", token: nil).status == 200)
    }
  }

  @Test("a map is served in tiles, and a server without one says so")
  func map() throws {
    try TestServer.with(["--map", "sample:3"]) { server in
      let settings = try JSON(try server.ask("GET", "/pages/settings.json", token: nil).text)
      #expect(settings["map"]["bounds"].array.count == 4 && settings["clock"]["mode"].string == "real")
      let tile = try server.ask("GET", "/map/12/2579/1759", token: nil, headers: ["Accept-Encoding": "gzip"])
      #expect(tile.status == 200 && tile.headers["Content-Encoding"] == "gzip")
      for bad in ["/map/5/0/0", "/map/15/0/0", "/map/12/4096/0", "/map/12/-1/0", "/map/12/a/0"] {
        #expect(try server.ask("GET", bad, token: nil).status == 404, "\(bad)")
      }
    }
    try TestServer.with { server in
      let settings = try server.ask("GET", "/pages/settings.json", token: nil)
      #expect(try settings.json["map"] == .null)
      #expect(try server.ask("GET", "/map/12/2579/1759", token: nil).status == 404)
    }
  }

  @Test("tiles of somebody else are let in by the policy, and only they")
  func tiles() throws {
    let options = [
      "--tiles-url", "https://tiles.example.com:8443/a/{z}/{x}/{y}.png", "--tiles-attribution", "© Example",
    ]
    try TestServer.with(options) { server in
      let policy = try #require(try server.ask("GET", "/ops", token: nil).headers["Content-Security-Policy"])
      #expect(policy.contains("img-src 'self' data: https://tiles.example.com:8443;"))
      let settings = try JSON(try server.ask("GET", "/pages/settings.json", token: nil).text)
      #expect(settings["tiles"]["attribution"].string == "© Example")
    }
  }

  @Test(
    "options that contradict each other are refused with what would be right",
    arguments: [
      (["--tiles-url", "https://a.example/{z}/{x}/{y}.png"], "--tiles-url needs --tiles-attribution"),
      (["--tiles-url", "https://a.example/{z}/{x}.png", "--tiles-attribution", "A"], "such as https://"),
      (["--tiles-url", "javascript:{z}{x}{y}", "--tiles-attribution", "A"], "such as https://"),
      (["--tiles-attribution", "A"], "--tiles-attribution needs --tiles-url"),
      (["--map", "sample:x"], "--map sample:SEED takes a whole number"),
      (["--map-attribution", "A"], "--map-attribution needs --map FILE"),
      (["--map", "/nowhere.geojson"], "the file /nowhere.geojson cannot be read"),
      (["--pages-from", "/tmp", "--listen", "0.0.0.0:0"], "--pages-from is for those who work on the pages"),
    ])
  func options(options: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let make = try Program.run(["token", "--make-key", folder.path("keys.json")], in: folder.url)
    #expect(make.status == 0)
    let result = try Program.run(
      ["serve", "--data", folder.path("data"), "--keys", folder.path("keys.json"), "--check"] + options,
      in: folder.url)
    #expect(result.status != 0 && result.errors.contains(message), "\(result.errors)")
  }
}
