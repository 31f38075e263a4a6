// What browsers are told about the pages: where they may load from, and that nobody may frame them.

import Foundation

/// Headers of pages.
struct PageHeaders: Sendable {
  /// The headers of every page.
  let page: [(name: String, value: String)]

  /// - Parameter tilesOrigin: where tiles of somebody else come from, such as `https://tiles.example.com`; nil when
  ///   pages ask nobody but this server.
  init(tilesOrigin: String?) {
    let images = ["'self'", "data:", tilesOrigin].compactMap(\.self).joined(separator: " ")
    page = [
      // Content Security Policy Level 3. Pages have no inline script or style, and talk to this server only.
      (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src \(images); connect-src 'self'; "
          + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      ),
      // The address of a share is its key: it goes to nobody.
      ("Referrer-Policy", "no-referrer"),
      ("X-Content-Type-Options", "nosniff"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
      ("X-Robots-Tag", "noindex"),
    ]
  }

  /// The headers of files that pages load.
  static func asset(caching: String) -> [(name: String, value: String)] {
    [
      ("Cache-Control", caching), ("X-Content-Type-Options", "nosniff"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
  }
}
