// Where a body ends: lengths, transfer codings, chunks, trailers (RFC 9112 sections 6 and 7).

extension HTTPRules {
  private static let length = "Content-Length"
  private static let coding = "Transfer-Encoding"

  static let lengths: [HTTPRule] = [
    .taken("a length", HTTPRule.post("Content-Length: 5\r\n") + "hello"),
    .taken("a length with zeros before it", HTTPRule.post("Content-Length: 0005\r\n") + "hello"),
    .taken("a body of GET (RFC 9110 section 9.3.1)", HTTPRule.get("Content-Length: 5\r\n") + "hello"),
    .taken("neither length nor coding: no body (6.3)", HTTPRule.post("")),
    .taken("a body in HTTP/1.0", "POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", closes: true),
    .refused("a length that is no number", post: "\(length): x\r\n", .badContentLength),
    .refused("a negative length", post: "\(length): -1\r\n", .badContentLength),
    .refused("a length with a plus", post: "\(length): +1\r\n", body: "x", .badContentLength),
    .refused("a hexadecimal length", post: "\(length): 0x1\r\n", body: "x", .badContentLength),
    .refused("a length with a point", post: "\(length): 1.0\r\n", body: "x", .badContentLength),
    .refused("two numbers as a length", post: "\(length): 1 1\r\n", body: "x", .badContentLength),
    .refused("an empty length", post: "\(length):\r\n", .badContentLength),
    .refused("a length in other digits", post: "\(length): ١\r\n", body: "x", .badContentLength),
    .refused("a length beyond 64 bits", post: "\(length): 99999999999999999999\r\n", .badContentLength),
    .refused(
      "a length of 2^64 + 1", post: "\(length): 18446744073709551617\r\n", body: "x", .badContentLength),
    .refused("a list of equal lengths (6.3)", post: "\(length): 1, 1\r\n", body: "x", .repeatedContentLength),
    .refused("a list of two lengths (6.3)", post: "\(length): 1, 2\r\n", body: "x", .repeatedContentLength),
    .refused("a length with a comma behind it", post: "\(length): 1,\r\n", body: "x", .repeatedContentLength),
    .refused(
      "equal lengths (6.3)", post: "\(length): 1\r\n\(length): 1\r\n", body: "x", .repeatedContentLength),
    .refused(
      "two lengths (6.3)", post: "\(length): 1\r\n\(length): 2\r\n", body: "x", .repeatedContentLength),
    .refused(
      "two lengths in HTTP/1.0", "POST / HTTP/1.0\r\n\(length): 1\r\n\(length): 2\r\n\r\nx",
      .repeatedContentLength),
    .refused(
      "a length, then a coding (6.1)", post: "\(length): 5\r\n\(coding): chunked\r\n", body: "0\r\n\r\n",
      .lengthWithTransferCoding),
    .refused(
      "a coding, then a length (6.1)", post: "\(coding): chunked\r\n\(length): 5\r\n", body: "0\r\n\r\n",
      .lengthWithTransferCoding),
    .refused(
      "a length beside an unknown coding", post: "\(length): 1\r\n\(coding): x\r\n", body: "x",
      .lengthWithTransferCoding),
    .refused(
      "a body that says it is too large (RFC 9110 section 15.5.14)", post: "\(length): 1048577\r\n",
      .bodyTooLarge, 413),
  ]

  static let codings: [HTTPRule] = [
    .taken("chunked in any case (7)", HTTPRule.post("\(coding): cHuNkEd\r\n") + "0\r\n\r\n"),
    .refused("no coding but chunked at the end (6.3)", post: "\(coding): gzip\r\n", .unframedTransferCoding),
    .refused("chunked before the end (6.3)", post: "\(coding): chunked, gzip\r\n", .unframedTransferCoding),
    .refused("identity, which is none (6.3)", post: "\(coding): identity\r\n", .unframedTransferCoding),
    .refused(
      "chunked twice (7.1)", post: "\(coding): chunked, chunked\r\n", body: "0\r\n\r\n",
      .unframedTransferCoding),
    .refused(
      "chunked in two fields (7.1)", post: "\(coding): chunked\r\n\(coding): chunked\r\n", body: "0\r\n\r\n",
      .unframedTransferCoding),
    .refused(
      "chunked with a parameter (7.1)", post: "\(coding): chunked;a=b\r\n", body: "0\r\n\r\n",
      .unframedTransferCoding),
    .refused(
      "chunked in quotes", post: "\(coding): \"chunked\"\r\n", body: "0\r\n\r\n", .unframedTransferCoding),
    .refused(
      "chunked behind a comma", post: "\(coding): , chunked\r\n", body: "0\r\n\r\n", .unframedTransferCoding),
    .refused(
      "chunked beside an empty field", post: "\(coding): chunked\r\n\(coding):\r\n", body: "0\r\n\r\n",
      .unframedTransferCoding),
    .refused(
      "a longer word than chunked", post: "\(coding): xchunked\r\n", body: "0\r\n\r\n",
      .unframedTransferCoding),
    .refused("an empty coding", post: "\(coding): \r\n", .unframedTransferCoding),
    .refused(
      "an unknown coding before chunked (6.1)", post: "\(coding): gzip, chunked\r\n", body: "0\r\n\r\n",
      .unknownTransferCoding, 501),
    .refused(
      "the same in two fields (6.1)", post: "\(coding): gzip\r\n\(coding): chunked\r\n", body: "0\r\n\r\n",
      .unknownTransferCoding, 501),
    .refused(
      "a coding in HTTP/1.0 (6.1)", "POST / HTTP/1.0\r\n\(coding): chunked\r\n\r\n0\r\n\r\n",
      .transferCodingInHTTP10),
  ]

  static let chunks: [HTTPRule] = [
    .taken(
      "sizes with zeros and letters in both cases",
      chunks: "00005\r\nhello\r\na\r\n0123456789\r\nA\r\n0123456789\r\n000\r\n\r\n"),
    .taken("extensions are passed over (7.1.1)", chunks: "1;a=\"b\"; c\r\n \r\n0;last\r\n\r\n"),
    .taken("trailers are passed over (7.1.2)", chunks: "1\r\nx\r\n0\r\nTrailer: t\r\nAnother:\r\n\r\n"),
    .taken("line ends in the data are data", chunks: "4\r\n\r\n\r\n\r\n0\r\n\r\n"),
    .refused("a size that is no number", chunks: "x\r\n", .badChunk),
    .refused("no size", chunks: "\r\n", .badChunk),
    .refused("an extension without a size", chunks: ";a=b\r\n", .badChunk),
    .refused("a space before the size", chunks: " 5\r\nhello\r\n", .badChunk),
    .refused("a space behind the size", chunks: "5 \r\nhello\r\n", .badChunk),
    .refused("a space between size and extension", chunks: "5 ;a=b\r\nhello\r\n", .badChunk),
    .refused("0x before the size", chunks: "0x5\r\nhello\r\n", .badChunk),
    .refused("a negative size", chunks: "-1\r\n", .badChunk),
    .refused("a plus before the size", chunks: "+5\r\nhello\r\n", .badChunk),
    .refused("an underscore in the size", chunks: "1_0\r\nhello\r\n", .badChunk),
    .refused("a size beyond 64 bits (7.1)", chunks: "10000000000000005\r\nhello\r\n", .badChunk),
    .refused("a size that overflows an integer with a sign", chunks: "FFFFFFFFFFFFFFFF\r\n", .badChunk),
    .refused("a bare LF behind the size", chunks: "5\nhello", .badChunk),
    .refused("a bare CR behind the size", chunks: "5\rhello", .badChunk),
    .refused("a bare LF in an extension", chunks: "5;a\nhello\r\n", .badChunk),
    .refused("a bare CR in an extension", chunks: "5;a\rb\r\nhello\r\n", .badChunk),
    .refused("a NUL in an extension", chunks: "5;\u{0}\r\n", .badChunk),
    .refused("data longer than the size", chunks: "5\r\nhelloX\r\n", .badChunk),
    .refused("a bare LF behind the data", chunks: "5\r\nhello\n", .badChunk),
    .refused("no line end behind the data", chunks: "5\r\nhello0\r\n\r\n", .badChunk),
    .refused("a long extension", chunks: "5;\(String(repeating: "x", count: 300))\r\n", .chunkOverhead),
    .refused(
      "many extensions",
      chunks: String(repeating: "1;\(String(repeating: "x", count: 200))\r\nx\r\n", count: 82),
      .chunkOverhead),
    .refused("a trailer with a space in its name", chunks: "0\r\nBad Trailer: x\r\n\r\n", .badHeaderName),
    .refused("a folded trailer", chunks: "0\r\nA: b\r\n folded\r\n\r\n", .foldedHeader),
    .refused("a bare LF behind a trailer", chunks: "0\r\nA: b\n\r\n", .bareLineEnd),
    .refused("a NUL in a trailer", chunks: "0\r\nA: \u{0}\r\n\r\n", .badHeaderValue),
    .refused(
      "long trailers", chunks: "0\r\nA: \(String(repeating: "x", count: 20_000))\r\n\r\n", .chunkOverhead),
    .refused(
      "many trailers", chunks: "0\r\n" + String(repeating: "A: b\r\n", count: 3000) + "\r\n", .chunkOverhead),
    .refused("a chunk that says it is too large", chunks: "100001\r\n", .bodyTooLarge, 413),
    .refused("chunks that are too large together", chunks: "1\r\nx\r\n100000\r\n", .bodyTooLarge, 413),
  ]
}
