// Packed messages: the same however they are cut, never larger than the limits allow, and what one end packs the other
// unpacks.

@testable import Transport

enum DeflateTarget {
  /// The most bytes that a message of the long way back may have.
  private static let roomyBytesMax = 1 << 20

  static func check(_ input: FuzzInput) throws(FuzzFault) -> FuzzTarget.Verdict {
    input.isOn(7) ? try checkPacking(input) : try checkUnpacking(input)
  }

  /// The payload as two packed messages, the second of which may refer to the first, as a client reads them.
  private static func checkUnpacking(_ input: FuzzInput) throws(FuzzFault) -> FuzzTarget.Verdict {
    let keepsContext = input.isOn(0)
    let windowBits = input.isOn(1) ? 15 : 9 + input.number(bit: 5, width: 2)
    let messageBytesMax = input.isOn(2) ? 1000 : roomyBytesMax
    var limits = DeflateLimits()
    if input.isOn(3) { (limits.ratioMax, limits.ratioFreeBytes) = (3, 50) }
    let opcode = input.isOn(4) ? WebSocketDecoder.Opcode.text : .binary
    let packed = PackedMessages(input, opcode)

    func trace(
      _ cuts: [Int], _ limits: DeflateLimits, _ bytesMax: Int, keptMax: Int
    ) throws(FuzzFault) -> FrameTrace {
      let inflater = MessageInflater(agreement(windowBits, keepsContext), limits)
      let decoder = WebSocketDecoder(role: .client, messageBytesMax: bytesMax, inflater: inflater)
      return try FrameTrace.of(FuzzInput.pieces(packed.stream, cuts), decoder, keptMax: keptMax)
    }
    func unpackedMax(_ packedBytes: [Int]) -> [Int] {
      packedBytes.map { limits.unpackedMax(packed: $0, messageBytesMax: messageBytesMax) }
    }
    let bytesMax = unpackedMax(packed.bytes)
    // One byte more shows that there is more.
    let keptMax = (bytesMax.max() ?? 0) + 1
    let whole = try trace([], limits, messageBytesMax, keptMax: keptMax)
    for cuts in [input.cuts, Array(1..<packed.stream.count)] {
      let other = try trace(cuts, limits, messageBytesMax, keptMax: keptMax)
      if oversteps(whole, other, windowBits: windowBits) { continue }
      try FuzzFault.unlessEqual(whole.found, other.found, "other messages when cut at \(cuts)")
    }
    for (message, bytesMax) in zip(whole.messages, bytesMax) {
      try FuzzFault.unless(message.count <= bytesMax, "a message of \(message.count) bytes, not \(bytesMax)")
    }
    // Without limits the same messages come out, as far as they go.
    var endless = DeflateLimits()
    (endless.ratioMax, endless.ratioFreeBytes) = (2000, roomyBytesMax)
    let roomy = try trace([], endless, roomyBytesMax, keptMax: roomyBytesMax + 1)
    if !oversteps(whole, roomy, windowBits: windowBits) {
      try compareLimited(whole, roomy, unpackedMax(packed.announcedFirst))
    }
    return whole.isBroken ? .refused : whole.found.isEmpty ? .unfinished : .read
  }

  /// Two messages: the payload up to the first cut and behind it, the second one in two fragments.
  private struct PackedMessages {
    var stream: [UInt8]
    /// How many packed bytes the messages have.
    var bytes: [Int]
    /// How many of these their first frames announce.
    var announcedFirst: [Int]

    init(_ input: FuzzInput, _ opcode: WebSocketDecoder.Opcode) {
      let cut = input.cuts.first ?? input.payload.count
      let (first, second) = (Array(input.payload[..<cut]), Array(input.payload[cut...]))
      let middle = second.count / 2
      stream =
        FrameTrace.frame(opcode, first, isPacked: true)
        + FrameTrace.frame(opcode, Array(second[..<middle]), isFinal: false, isPacked: true)
        + FrameTrace.frame(.ping, [1]) + FrameTrace.frame(.continuation, Array(second[middle...]))
      bytes = [first.count, second.count]
      announcedFirst = [first.count, middle]
    }
  }

  private static func agreement(_ windowBits: Int, _ keepsContext: Bool) -> DeflateAgreement {
    DeflateAgreement(
      windowBits: windowBits, keepsContext: keepsContext, peerWindowBits: windowBits,
      peerKeepsContext: keepsContext)
  }

  /// zlib sees that a peer oversteps a window smaller than the largest only where it has to look into what it kept, so
  /// that one way of reading may fail where another goes on. Nothing else may differ.
  private static func oversteps(_ a: FrameTrace, _ b: FrameTrace, windowBits: Int) -> Bool {
    guard windowBits < 15, let pair = zip(a.found, b.found).first(where: { $0 != $1 }) else { return false }
    return pair.0 == .failed(.badDeflate) || pair.1 == .failed(.badDeflate)
  }

  /// Up to the first message that is too big for the limits, both ways find the same. The ratio is taken by what the
  /// frames have announced so far, so that the first frame of a message may be too much already.
  private static func compareLimited(
    _ limited: FrameTrace, _ roomy: FrameTrace, _ unpackedMax: [Int]
  ) throws(FuzzFault) {
    if limited.found == roomy.found { return }
    let same = zip(limited.found, roomy.found).prefix { $0 == $1 }.count
    guard limited.found.dropFirst(same) == [.failed(.tooBig)] else {
      return try FuzzFault.unlessEqual(limited.found, roomy.found, "limits change more than what is too big")
    }
    guard let message = roomy.messages.dropFirst(limited.messages.count).first else { return }
    let bytesMax = unpackedMax[limited.messages.count]
    try FuzzFault.unless(message.count > bytesMax, "\(message.count) bytes are too big, and not \(bytesMax)")
  }

  /// The payload's pieces as messages, through both ends.
  private static func checkPacking(_ input: FuzzInput) throws(FuzzFault) -> FuzzTarget.Verdict {
    let (keepsContext, windowBits) = (input.isOn(0), 9 + input.number(bit: 1, width: 3) % 7)
    let copies = input.isOn(4) ? 20 : 1
    let messages = FuzzInput.pieces(input.payload, input.cuts).map { piece in
      (0..<copies).flatMap { _ in piece }
    }
    var limits = DeflateLimits()
    (limits.level, limits.messageBytesMin) = (1 + input.number(bit: 5, width: 2) * 2, 1)
    // What repeats itself packs as well as an attack does; here all of it is wanted back.
    limits.ratioMax = 2000
    let deflater = MessageDeflater(windowBits: windowBits, keepsContext: keepsContext, limits)
    var (stream, output): ([UInt8], [UInt8]) = ([], [])
    for message in messages {
      guard let count = deflater.deflate(message.span, into: &output) else {
        stream += FrameTrace.frame(.binary, message)
        continue
      }
      try FuzzFault.unless(count < message.count, "\(count) packed bytes for \(message.count)")
      stream += FrameTrace.frame(.binary, Array(output[..<(count / 2)]), isFinal: false, isPacked: true)
      stream += FrameTrace.frame(.continuation, Array(output[(count / 2)..<count]))
    }
    let expected = messages.map { FrameTrace.Found.message($0, isText: false) }
    let bytewise = stream.count < 2000 ? Array(1..<stream.count) : [stream.count / 2]
    for cuts in [[], input.cuts.map { min($0, stream.count) }, bytewise] {
      let inflater = MessageInflater(agreement(windowBits, keepsContext), limits)
      let decoder = WebSocketDecoder(role: .client, messageBytesMax: roomyBytesMax, inflater: inflater)
      let trace = try FrameTrace.of(FuzzInput.pieces(stream, cuts), decoder, keptMax: roomyBytesMax)
      try FuzzFault.unless(trace.found == expected, "messages that do not come back, cut at \(cuts)")
    }
    return messages.isEmpty ? .unfinished : .read
  }
}
