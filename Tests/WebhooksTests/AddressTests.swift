// Where messages may go: the table of addresses, the ranges of operators, and the addresses of endpoints.

import Testing
import Transport
import Webhooks

@Suite("Addresses of webhooks")
struct AddressTests {
  private func address(_ text: String) throws -> PeerAddress { try #require(PeerAddress(text, port: 443)) }

  @Test(
    "what only the operator's own network reaches is refused",
    arguments: [
      "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
      "127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
      "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
      "224.0.0.1",
      "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
      "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1",
      "2001::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::", "3fff::1",
      "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "4000::1",
    ])
  func refused(_ text: String) throws {
    #expect(try !AddressPolicy().admits(address(text), isPlain: false))
  }

  @Test(
    "what everybody reaches is admitted, over TLS only",
    arguments: [
      "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
      "128.0.0.1", "172.15.255.255", "172.32.0.1", "192.167.255.255", "198.17.255.255", "223.255.255.255",
      "2606:4700::1111", "2a00::1", "64:ff9b::808:808", "::ffff:8.8.8.8",
    ])
  func admitted(_ text: String) throws {
    #expect(try AddressPolicy().admits(address(text), isPlain: false))
    #expect(try !AddressPolicy().admits(address(text), isPlain: true))
  }

  @Test("the operator's ranges are admitted with and without TLS, however an address is written")
  func allowed() throws {
    let ranges = ["10.1.0.0/16", "127.0.0.1", "fd00::/8"].compactMap { AddressRange($0) }
    let policy = AddressPolicy(allowed: ranges)
    for text in ["10.1.2.3", "127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::a01:203", "fd12::1"] {
      #expect(try policy.admits(address(text), isPlain: true), "\(text)")
      #expect(try policy.admits(address(text), isPlain: false), "\(text)")
    }
    for text in ["10.2.0.1", "127.0.0.2", "::1", "fe80::1"] {
      #expect(try !policy.admits(address(text), isPlain: false), "\(text)")
    }
  }

  @Test("ranges have no bits behind their prefix, and no IPv4 range holds an IPv6 address")
  func ranges() throws {
    for text in [
      "", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1", "10.0.0.0/", "fd00::1/8", "::/129", "host/8",
    ] {
      #expect(AddressRange(text) == nil, "\(text)")
    }
    let all = try #require(AddressRange("0.0.0.0/0"))
    #expect(try all.contains(address("255.1.2.3")) && !all.contains(address("::1")))
    let none = try #require(AddressRange("::/0"))
    #expect(try none.contains(address("::1")) && none.contains(address("fe80::1")))
  }

  @Test("addresses of endpoints are read by the parser that connects")
  func urls() throws {
    let url = try EndpointURL("https://hooks.example.com:8443/a/b?c=d")
    #expect(url.host == "hooks.example.com" && !url.isPlain && url.numericAddress == nil)
    #expect(try EndpointURL("http://[::1]:80/").numericAddress?.isLoopback == true)
    #expect(try EndpointURL("http://127.1/").numericAddress?.isLoopback == true)
    #expect(try EndpointURL("http://0x7f000001/").numericAddress?.isLoopback == true)
    #expect(try EndpointURL("HTTP://EXAMPLE.com").isPlain)
  }

  @Test(
    "what cannot be an address of an endpoint is refused for a reason",
    arguments: [
      ("", EndpointURLFault.malformed), ("/hooks", .malformed), ("example.com", .malformed),
      ("https://", .malformed), ("https://ex ample.com/", .malformed),
      ("https://exa\r\nmple.com/", .malformed),
      ("https://مثال.com/", .malformed), ("https://[fe80::1%25eth0]/", .malformed),
      ("ftp://example.com/", .otherScheme), ("https://user@example.com/", .hasCredentials),
      ("https://user:word@example.com/", .hasCredentials), ("https://:@example.com/", .hasCredentials),
      ("https://example.com/#part", .hasFragment),
      ("https://example.com/" + String(repeating: "a", count: 2048), .tooLong),
    ])
  func badURLs(_ text: String, _ fault: EndpointURLFault) {
    #expect(throws: fault) { _ = try EndpointURL(text) }
  }
}
