// Connections that never come to the point (slowloris): each says one byte of a request's head per second, for as long
// as the server lets it.

import Foundation

/// Many such connections to a port of this machine, on a thread of their own. Whoever is cut off comes again.
public final class DrippingHeads: @unchecked Sendable {  // `lock` guards the state, the thread has the rest
  /// What has become of them.
  public struct Findings: Sendable {
    /// Connections that were made.
    public var opened = 0
    /// Connections that the server has ended.
    public var cut = 0
    /// Those of them that were told why: 408.
    public var answered = 0
    /// Connections that could not be made.
    public var failed = 0
    /// The longest that one lasted.
    public var secondsMax = 0.0
    /// How many are open now.
    public var open = 0
  }

  private struct Drip {
    var socket: Int32 = -1
    var begun = 0.0
    var said = 0
    var wasAnswered = false
  }

  private struct State {
    var findings = Findings()
    var comesAgain = true
    var isOver = false
  }

  private static let head = Array("GET /healthz HTTP/1.1\r\nHost: slow\r\nX-Slow: ".utf8)
  /// Each is looked at once in so many ticks of 10 ms.
  private static let ticks = 100

  #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
    private static let withoutSignal = Int32(MSG_NOSIGNAL)
  #else
    private static let stream = SOCK_STREAM
    private static let withoutSignal: Int32 = 0
  #endif

  private let port: UInt16
  private var drips: [Drip]
  private let lock = NSLock()
  private var state = State()
  private let left = DispatchSemaphore(value: 0)

  /// Begins with so many.
  public init(_ count: Int, port: UInt16) {
    self.port = port
    drips = [Drip](repeating: Drip(), count: count)
    let thread = Thread { self.run() }
    thread.name = "dripping"
    thread.start()
  }

  /// What has become of them so far.
  public var findings: Findings { lock.withLock { state.findings } }

  /// Nobody comes again any more.
  /// - Returns: whether the server has ended all of them within the time. Those that it has not are closed.
  public func finish(withinSeconds seconds: Double) -> Bool {
    lock.withLock { state.comesAgain = false }
    let areCut = Poll.until(seconds: seconds) { findings.open == 0 }
    lock.withLock { state.isOver = true }
    left.wait()
    return areCut
  }

  private func run() {
    var tick = 0
    while true {
      let (comesAgain, isOver) = lock.withLock { (state.comesAgain, state.isOver) }
      if isOver { break }
      var changed = findings
      for index in stride(from: tick % Self.ticks, to: drips.count, by: Self.ticks) {
        look(at: index, comesAgain: comesAgain, &changed)
      }
      lock.withLock { state.findings = changed }
      tick += 1
      usleep(10_000)
    }
    for drip in drips where drip.socket >= 0 { close(drip.socket) }
    left.signal()
  }

  private func look(at index: Int, comesAgain: Bool, _ findings: inout Findings) {
    if drips[index].socket < 0 {
      if comesAgain { open(index, &findings) }
      return
    }
    var bytes = [UInt8](repeating: 0, count: 4096)
    var count = 0
    repeat {
      count = recv(drips[index].socket, &bytes, bytes.count, 0)
      if count > 0, bytes.starts(with: "HTTP/1.1 408".utf8) { drips[index].wasAnswered = true }
    } while count > 0
    if count < 0, errno == EAGAIN {
      let next = [drips[index].said < Self.head.count ? Self.head[drips[index].said] : UInt8(ascii: "a")]
      // A connection that does not stand yet takes nothing.
      if send(drips[index].socket, next, 1, Self.withoutSignal) == 1 { drips[index].said += 1 }
      return
    }
    findings.cut += 1
    if drips[index].wasAnswered { findings.answered += 1 }
    findings.secondsMax = max(findings.secondsMax, Self.now - drips[index].begun)
    findings.open -= 1
    close(drips[index].socket)
    drips[index] = Drip()
    if comesAgain { open(index, &findings) }
  }

  private func open(_ index: Int, _ findings: inout Findings) {
    let descriptor = socket(AF_INET, Self.stream, 0)
    // Nobody who is started meanwhile shall keep it open.
    if descriptor >= 0,
      fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0 || fcntl(descriptor, F_SETFL, O_NONBLOCK) < 0
    {
      preconditionFailure("a socket takes its flags")
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard descriptor >= 0, result == 0 || errno == EINPROGRESS else {
      if descriptor >= 0 { close(descriptor) }
      findings.failed += 1
      return
    }
    drips[index] = Drip(socket: descriptor, begun: Self.now)
    findings.opened += 1
    findings.open += 1
  }

  private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
