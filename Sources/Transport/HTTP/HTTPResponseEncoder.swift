// Answers as bytes: status line, framing fields, headers, body (RFC 9112 sections 4 and 6, RFC 9110 section 6.6.1).

import Bedrock

/// Writes answers. Everything about framing is decided here and nowhere else.
enum HTTPResponseEncoder {
  /// Appends an answer. `date` is an IMF-fixdate; see `HTTPDate`.
  static func append(
    _ response: HTTPResponse, isHead: Bool, minorVersion: Int, closes: Bool, date: [UInt8],
    to bytes: inout [UInt8]
  ) {
    precondition((200...599).contains(response.status), "a final status code")
    let hasNoBody = response.status == 204 || response.status == 304
    bytes.reserveCapacity(bytes.count + 256 + response.headers.bytes.count + response.body.count)
    appendStatusLine(response.status, to: &bytes)
    bytes += "Date: ".utf8
    bytes += date
    bytes += crlf
    if !hasNoBody {
      bytes += "Content-Length: ".utf8
      DecimalText.append(UInt64(response.body.count), to: &bytes)
      bytes += crlf
    }
    // Who is told to upgrade is told to what (RFC 9110 sections 15.5.22 and 7.8). One field may stand on two lines.
    if response.status == 426 { bytes += "Upgrade: websocket\r\nConnection: Upgrade\r\n".utf8 }
    if closes {
      bytes += "Connection: close\r\n".utf8
    } else if minorVersion == 0 {
      bytes += "Connection: keep-alive\r\n".utf8
    }
    append(response.headers, to: &bytes)
    bytes += crlf
    if !hasNoBody, !isHead { bytes += response.body }
  }

  /// The interim answer that lets a client send its body (RFC 9110 section 15.2.1).
  static let continueAnswer = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  /// The answer that opens a WebSocket (RFC 6455 section 4.2.2).
  static func appendSwitch(
    accept: String, subprotocol: String?, extensions: String? = nil, to bytes: inout [UInt8]
  ) {
    appendStatusLine(101, to: &bytes)
    bytes += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ".utf8
    bytes += accept.utf8
    bytes += crlf
    if let subprotocol {
      bytes += "Sec-WebSocket-Protocol: ".utf8
      bytes += subprotocol.utf8
      bytes += crlf
    }
    if let extensions {
      bytes += "Sec-WebSocket-Extensions: ".utf8
      bytes += extensions.utf8
      bytes += crlf
    }
    bytes += crlf
  }

  /// Appends the fields of a header section, without the empty line.
  static func append(_ headers: HTTPHeaders, to bytes: inout [UInt8]) {
    for entry in headers.entries {
      bytes += headers.bytes[Int(entry.nameStart)..<Int(entry.nameEnd)]
      bytes += [UInt8(ascii: ":"), ASCII.space]
      bytes += headers.bytes[Int(entry.valueStart)..<Int(entry.valueEnd)]
      bytes += crlf
    }
  }

  private static let crlf = [ASCII.carriageReturn, ASCII.lineFeed]

  private static func appendStatusLine(_ status: Int, to bytes: inout [UInt8]) {
    bytes += "HTTP/1.1 ".utf8
    DecimalText.append(UInt64(status), to: &bytes)
    bytes.append(ASCII.space)
    bytes += HTTPResponse.reasonPhrase(status).utf8
    bytes += crlf
  }
}

/// Dates in the preferred format of RFC 9110 section 5.6.7.
enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func text(unixSeconds: Int64) -> String {
    let day = unixSeconds.floorDivided(by: 86_400)
    let second = unixSeconds - day * 86_400
    let date = civil(dayNumber: day)
    let weekday = days[Int(day - day.floorDivided(by: 7) * 7)]
    return "\(weekday), \(two(date.day)) \(months[Int(date.month) - 1]) \(date.year) "
      + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
  }

  /// The Gregorian date of a day since 1970-01-01, by eras of 400 years that begin in March.
  private static func civil(dayNumber: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = dayNumber + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    self / divisor - (self % divisor < 0 ? 1 : 0)
  }
}
