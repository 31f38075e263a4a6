// Which answers are packed on their way out (RFC 9110 sections 8.4 and 12.5.3).

extension HTTPResponse {
  /// The answer as it goes out to a client that likes gzip or does not.
  ///
  /// Only text within `gzipBytesMin...gzipBytesMax` is packed. `Vary` goes with it in either case, because another client may get
  /// the same the other way. An answer with an entity tag or a coding was chosen by its maker and is left alone: a strong
  /// tag names the bytes as they are sent (section 8.8.3.3).
  func coded(prefersGzip: Bool, _ limits: TransportLimits) -> HTTPResponse {
    guard (limits.gzipBytesMin...max(limits.gzipBytesMin, limits.gzipBytesMax)).contains(body.count),
      isText, headers["ETag"] == nil, headers["Content-Encoding"] == nil
    else { return self }
    var coded = self
    coded.headers.append("Vary", "Accept-Encoding")
    guard prefersGzip else { return coded }
    let packed = Gzip.compress(body, level: 1)
    guard packed.count < body.count else { return coded }
    coded.headers.append("Content-Encoding", "gzip")
    coded.body = packed
    return coded
  }

  /// Whether the type is one that packs well.
  private var isText: Bool {
    guard let type = headers["Content-Type"]?.utf8.prefix(while: { $0 != UInt8(ascii: ";") }) else {
      return false
    }
    let name = String(decoding: type.map(ASCII.lowercased), as: UTF8.self)
    return name.hasPrefix("text/") || name == "application/json" || name.hasSuffix("+json")
      || name.hasSuffix("+xml")
      || name == "application/x-ndjson"
  }
}
