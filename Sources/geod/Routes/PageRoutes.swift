// The pages and what they load. They show nothing by themselves: what they know comes over the WebSocket and the
// routes of the interface, to whoever has a token or a share.

import Access
import Bedrock
import Foundation
import Transport

/// The routes of browsers.
enum PageRoutes {
  static let all = [root, ops, arrival, docs, asset, settings, tile]

  static let root = Route(
    method: "GET", path: "/", rule: .open, summary: "Leads to the documentation",
    documentation: Documentation.root
  ) { call in
    .answer(
      HTTPResponse(status: 302, headers: ["X-Request-Id": call.requestID, "Location": "/docs"]))
  }

  static let ops = page(
    "/ops", "ops.html", "The operations console", documentation: Documentation.ops)

  static let docs = page(
    "/docs", "docs.html", "This interface as a page", documentation: Documentation.docs)

  /// Every key gets the same page; whether it opens anything the page learns from the WebSocket, where guesses are
  /// counted.
  static let arrival = page(
    "/t/{share}", "arrival.html", "The customer's page of a share", documentation: Documentation.arrival)

  private static func page(
    _ path: String, _ file: String, _ summary: String, documentation: RouteDocumentation
  ) -> Route {
    Route(method: "GET", path: path, rule: .open, summary: summary, documentation: documentation) { call in
      guard let page = call.server.pages.file(file) else {
        preconditionFailure("\(file) is not among the pages")
      }
      return .answer(
        page.response(
          to: call.request, requestID: call.requestID,
          headers: call.server.pageHeaders.page + [("Cache-Control", "no-cache")]))
    }
  }

  static let asset = Route(
    method: "GET", path: "/assets/{version}/{path...}", rule: .open,
    summary: "A file that pages load. An address of an older version leads to the present file",
    documentation: Documentation.asset
  ) { call in
    let pages = call.server.pages
    guard let path = call.parameters["path"], !path.hasSuffix(".html"), let file = pages.file(path) else {
      throw Problem(.notFound, "there is no such file among the pages")
    }
    // What an older page asks for must not be kept under its address.
    let caching = call.parameters["version"] == pages.version ? pages.assetCaching : "no-store"
    return .answer(
      file.response(
        to: call.request, requestID: call.requestID, headers: PageHeaders.asset(caching: caching)))
  }

  static let settings = Route(
    method: "GET", path: "/pages/settings.json", rule: .open,
    summary: "What pages have to know of this server", documentation: Documentation.settings
  ) { call in
    var response = Envelope.document(type: Envelope.jsonType, requestID: call.requestID) { json in
      json.beginObject()
      json.key("version")
      json.string(VersionCommand.version)
      json.key("clock")
      ClockRoutes.write(call.server.clock, &json)
      if let map = call.server.baseMap {
        json.key("map")
        json.beginObject()
        if let bounds = map.boundsDegrees {
          json.key("bounds")
          json.beginArray()
          for degrees in bounds { json.number(degrees, decimals: 6) }
          json.endArray()
        }
        json.key("zoomMin")
        json.integer(TileAddress.zooms.lowerBound)
        json.key("zoomMax")
        json.integer(TileAddress.zooms.upperBound)
        json.key("attribution")
        json.string(map.attribution)
        json.endObject()
      }
      if let tiles = call.server.configuration.tiles {
        json.key("tiles")
        json.beginObject()
        json.key("url")
        json.string(tiles.url)
        json.key("attribution")
        json.string(tiles.attribution)
        json.endObject()
      }
      json.endObject()
    }
    response.headers.append("Cache-Control", "no-cache")
    return .answer(response)
  }

  static let tile = Route(
    method: "GET", path: "/map/{zoom}/{x}/{y}", rule: .open, summary: "A tile of the map's streets and names",
    documentation: Documentation.tile
  ) { call in
    guard let map = call.server.baseMap else { throw Problem(.notFound, "this server has no map") }
    let numbers = ["zoom", "x", "y"].compactMap { call.parameters[$0].flatMap { Int($0) } }
    guard numbers.count == 3,
      let address = TileAddress(zoom: numbers[0], x: numbers[1], y: numbers[2])
    else {
      throw Problem(
        .notFound,
        """
        there is no such tile: zoom is \(TileAddress.zooms.lowerBound) to \(TileAddress.zooms.upperBound), \
        x and y are from 0 to 2^zoom - 1
        """)
    }
    return .answer(
      map.tile(address).response(
        to: call.request, requestID: call.requestID,
        headers: PageHeaders.asset(caching: "public, max-age=3600")))
  }
}
