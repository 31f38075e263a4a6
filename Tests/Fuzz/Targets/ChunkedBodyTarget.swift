// The chunked transfer coding: the same data and the same end however the bytes are cut, and what is written in chunks
// is read again.

import Bedrock

@testable import Transport

enum ChunkedBodyTarget {
  struct Trace: Equatable {
    var data: [UInt8] = []
    var refusal: HTTPRefusal.Reason?
    /// How many bytes were used when the body was whole or refused.
    var usedBytes: Int?
  }

  static func check(_ input: FuzzInput) throws(FuzzFault) -> FuzzTarget.Verdict {
    var first: Trace?
    for cuts in input.cuttings {
      let trace = try trace(FuzzInput.pieces(input.payload, cuts))
      if let first {
        try FuzzFault.unlessEqual(first, trace, "another body when cut at \(cuts)")
      } else {
        first = trace
      }
    }
    try checkEncoded(input)
    guard let trace = first else { return .unfinished }
    return trace.refusal != nil ? .refused : trace.usedBytes == nil ? .unfinished : .read
  }

  private static func trace(_ pieces: [[UInt8]]) throws(FuzzFault) -> Trace {
    var decoder = ChunkedDecoder()
    var trace = Trace()
    var before = 0
    for piece in pieces {
      var offset = 0
      reading: while true {
        let start = offset
        let event = decoder.next(piece.span, at: &offset)
        try FuzzFault.unless((start...piece.count).contains(offset), "from \(start) to \(offset)")
        switch event {
        case .needsMore:
          try FuzzFault.unless(offset == piece.count, "bytes are left and more are wanted")
          break reading
        case .data(let range):
          try FuzzFault.unless(
            !range.isEmpty && range.lowerBound >= start && range.upperBound == offset, "data in \(range)")
          trace.data += piece[range]
        case .end:
          trace.usedBytes = before + offset
          return trace
        case .refused(let reason):
          (trace.refusal, trace.usedBytes) = (reason, before + offset)
          return trace
        }
      }
      before += piece.count
    }
    return trace
  }

  /// The payload as a body, a chunk for each of its pieces: it comes back, and what stands behind it is not touched.
  private static func checkEncoded(_ input: FuzzInput) throws(FuzzFault) {
    var bytes: [UInt8] = []
    for chunk in FuzzInput.pieces(input.payload, input.cuts) where !chunk.isEmpty {
      let size = String(chunk.count, radix: 16, uppercase: input.isOn(0))
      bytes += (input.isOn(1) ? "00\(size)" : size).utf8
      if input.isOn(2) { bytes += ";a=\"b\"".utf8 }
      bytes += "\r\n".utf8
      bytes += chunk
      bytes += "\r\n".utf8
    }
    bytes += "0\r\n".utf8
    if input.isOn(3) { bytes += "Some-Trailer: x\r\n".utf8 }
    bytes += "\r\n".utf8
    let end = bytes.count
    bytes += input.payload
    let expected = Trace(data: input.payload, usedBytes: end)
    for cuts in [[], [end], Array(1..<end)] {
      try FuzzFault.unlessEqual(
        try trace(FuzzInput.pieces(bytes, cuts)), expected, "written in chunks, cut at \(cuts)")
    }
  }
}
