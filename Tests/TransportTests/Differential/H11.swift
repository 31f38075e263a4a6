// The other opinion: h11, a parser of HTTP/1.1 in Python that others wrote and whose rules we did not read ours from.

import Foundation
import TestPrograms

/// The distribution's h11, run beside the tests.
enum H11 {
  /// A Python that has it; nil where none has.
  static let python: String? = ["/usr/bin/python3", "python3"].first { python in
    (try? Command.run([python, "-c", "import h11"])) != nil
  }
  static var isInstalled: Bool { python != nil }
  static let missing = "h11 is not installed (scripts/bootstrap --for test installs it)"

  /// What it makes of a stream.
  struct Opinion: Decodable {
    var requests: [Request]

    /// A request that it takes. Each character is a byte.
    struct Request: Decodable {
      var method: String
      var target: String
      var version: String
      var headers: [[String]]
      var trailers: [[String]]
      var body: String
      var closes: Bool
    }
  }

  /// Its opinions about streams, in their order.
  static func opinions(on streams: [[UInt8]]) throws -> [Opinion] {
    guard let python else { return [] }
    var input = Data()
    for stream in streams {
      withUnsafeBytes(of: UInt32(stream.count).bigEndian) { input.append(contentsOf: $0) }
      input.append(contentsOf: stream)
    }
    let output = try Command.run([python, "-c", script], input: input)
    return try output.split(separator: UInt8(ascii: "\n")).map { line in
      try JSONDecoder().decode(Opinion.self, from: line)
    }
  }

  /// Reads streams, each with its length before it, and writes one line about each. Every request is answered, so that the
  /// next one is read. The stream ends behind its last byte: what is incomplete then is no request.
  private static let script = """
    import json, struct, sys
    import h11

    def text(data):
        return bytes(data).decode("latin-1")

    def fields(headers):
        return [[text(name), text(value)] for name, value in headers]

    def judge(stream):
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 24)
        connection.receive_data(stream)
        connection.receive_data(b"")
        requests = []
        request, body = None, b""
        try:
            while True:
                event = connection.next_event()
                if isinstance(event, h11.Request):
                    request, body = event, b""
                elif isinstance(event, h11.Data):
                    body += bytes(event.data)
                elif isinstance(event, h11.EndOfMessage):
                    connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
                    connection.send(h11.EndOfMessage())
                    closes = connection.our_state is not h11.DONE
                    requests.append({
                        "method": text(request.method), "target": text(request.target),
                        "version": text(request.http_version), "headers": fields(request.headers),
                        "trailers": fields(event.headers), "body": text(body), "closes": closes,
                    })
                    if closes:
                        break
                    connection.start_next_cycle()
                else:
                    break
        except h11.ProtocolError:
            pass
        return {"requests": requests}

    data = sys.stdin.buffer
    while head := data.read(4):
        print(json.dumps(judge(data.read(struct.unpack(">I", head)[0]))))
    """
}
