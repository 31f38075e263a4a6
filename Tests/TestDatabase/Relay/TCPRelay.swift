// A stretch of network between geod and its database that can break: it forwards, resets, goes silent, comes back.

import Foundation
import TestPrograms

/// Forwards connections on loopback to a port on loopback, on a thread of its own.
///
/// While it is silent nothing is forwarded and nothing is closed, as when somebody has pulled a cable: who connects is
/// taken by the system and hears nothing. What was sent meanwhile arrives when it comes back, as TCP does it. Any thread
/// may call; a call returns when it is so.
public final class TCPRelay: Sendable {
  /// Where to connect.
  public let port: Int
  private let wiring: RelayWiring
  private let thread: RelayThread

  /// Listens at a free port of 127.0.0.1.
  /// - Parameter port: where connections are forwarded to.
  public init(to port: Int) throws {
    let listener = try RelaySocket.listening()
    self.port = try listener.localPort()
    wiring = try RelayWiring()
    thread = RelayThread(listener: listener, target: port, wiring: wiring)
    thread.start()
  }

  deinit { wiring.order(.stop) }

  /// Breaks all connections at once, with a reset on both sides; what was on the way is lost. New ones are forwarded.
  public func reset() { wiring.carryOut(.reset) }

  /// Forwards nothing from now on, in neither direction.
  public func silence() { wiring.carryOut(.silence) }

  /// Forwards again, beginning with what was held back.
  public func comeBack() { wiring.carryOut(.comeBack) }

  /// Breaks all connections and listens no more.
  public func stop() {
    wiring.order(.stop)
    thread.waitUntilEnded()
  }
}

/// How the relay's thread is told what to do: a list behind a lock, and a pair of sockets that wakes it.
final class RelayWiring: @unchecked Sendable {  // `lock` guards the list; the descriptors never change
  enum Order { case reset, silence, comeBack, stop }

  let wakeUp: RelaySocket
  private let bell: RelaySocket
  private let lock = NSLock()
  private var orders: [Order] = []
  /// How many orders were given so far, and how many of them the thread has carried out.
  private var given = 0
  private var done = 0

  init() throws { (wakeUp, bell) = try RelaySocket.pair() }

  deinit {
    wakeUp.close()
    bell.close()
  }

  /// Gives an order.
  /// - Returns: its number.
  @discardableResult
  func order(_ order: Order) -> Int {
    defer { _ = bell.send([1]) }
    return lock.withLock {
      orders.append(order)
      given += 1
      return given
    }
  }

  /// Gives an order and waits until it is carried out. A thread that has stopped does nothing any more.
  func carryOut(_ order: Order) {
    let number = self.order(order)
    _ = Poll.until { lock.withLock { done >= number } }
  }

  /// What is to be done now.
  func take() -> [Order] {
    lock.withLock {
      defer { orders.removeAll() }
      return orders
    }
  }

  /// Notes that so many orders are carried out.
  func note(done count: Int) { lock.withLock { done += count } }
}
