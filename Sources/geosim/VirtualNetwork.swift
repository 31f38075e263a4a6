// The network between clients and the engine: pipes that delay, stall and break, on virtual time.

import Bedrock

/// A connection's number. Never used twice in a run.
typealias ConnectionNumber = Int

/// What arrives somewhere.
enum Delivery {
  /// A message of a client reaches the server.
  case atServer(ConnectionNumber, [UInt8])
  /// A frame of the server reaches the client.
  case atClient(ConnectionNumber, [UInt8])
  /// The server learns that a connection is dead.
  case brokenAtServer(ConnectionNumber)
  /// The client learns that the server has closed.
  case closedAtClient(ConnectionNumber, code: UInt16)
}

/// Two pipes per connection. Each keeps the order, as TCP does; what is under way when a connection breaks
/// arrives up to some point and not beyond.
struct VirtualNetwork {
  private struct Pipe {
    /// When the last message put in comes out.
    var freeAt: Int64 = 0
    /// Bytes that were put in and have not come out.
    var waitingBytes = 0
  }

  private struct Connection {
    var up = Pipe()
    var down = Pipe()
    /// Downstream bytes per second.
    var rate: Int64
    /// Whether the client is still there.
    var clientHolds = true
    /// Nothing that would come out later does.
    var brokenAt = Int64.max
  }

  private struct Entry {
    var time: Int64
    var order: UInt64
    var delivery: Delivery
  }

  private var connections: [Connection] = []
  private var heap: [Entry] = []
  private var order: UInt64 = 0
  private var random: SeededRandom

  init(_ random: SeededRandom) {
    self.random = random
  }

  /// Opens a connection that takes `rate` bytes per second downstream.
  mutating func open(rate: Int64) -> ConnectionNumber {
    connections.append(Connection(rate: rate))
    return connections.count - 1
  }

  /// Bytes that the server has written and the client has not taken.
  func waitingBytes(_ connection: ConnectionNumber) -> Int { connections[connection].down.waitingBytes }

  mutating func sendToServer(_ message: [UInt8], _ connection: ConnectionNumber, at now: Int64) {
    let time = max(connections[connection].up.freeAt, now + delay())
    connections[connection].up.freeAt = time
    put(.atServer(connection, message), at: time)
  }

  mutating func sendToClient(_ frame: [UInt8], _ connection: ConnectionNumber, at now: Int64) {
    let begin = max(connections[connection].down.freeAt, now + delay())
    let time = begin + Int64(frame.count) * 1_000 / connections[connection].rate
    connections[connection].down.freeAt = time
    connections[connection].down.waitingBytes += frame.count
    put(.atClient(connection, frame), at: time)
  }

  /// The client takes nothing for a while.
  mutating func stall(_ connection: ConnectionNumber, until time: Int64) {
    connections[connection].down.freeAt = max(connections[connection].down.freeAt, time)
  }

  /// The client loses the connection. What it has sent may arrive for a while yet; the server learns of the
  /// end late, or when the client is back before.
  mutating func breakOff(_ connection: ConnectionNumber, at now: Int64) {
    guard connections[connection].clientHolds else { return }
    connections[connection].clientHolds = false
    connections[connection].brokenAt = now + Int64(random.below(400))
    put(.brokenAtServer(connection), at: now + 500 + Int64(random.below(60_000)))
  }

  /// The server closes: the client sees it after what was sent before.
  mutating func closeFromServer(_ connection: ConnectionNumber, code: UInt16, at now: Int64) {
    let time = max(connections[connection].down.freeAt, now + delay())
    put(.closedAtClient(connection, code: code), at: time)
  }

  /// What comes out up to `now`, in order of time.
  mutating func next(until now: Int64) -> Delivery? {
    while let entry = heap.first, entry.time <= now {
      popFirst()
      switch entry.delivery {
      case .atServer(let connection, _):
        guard entry.time <= connections[connection].brokenAt else { continue }
      case .atClient(let connection, let frame):
        connections[connection].down.waitingBytes -= frame.count
        guard connections[connection].clientHolds else { continue }
      case .closedAtClient(let connection, _):
        guard connections[connection].clientHolds else { continue }
        connections[connection].clientHolds = false
      case .brokenAtServer: break
      }
      return entry.delivery
    }
    return nil
  }

  private mutating func delay() -> Int64 {
    // Mostly quick, sometimes a second or more.
    random.chance(0.03) ? Int64(500 + random.below(3_000)) : Int64(10 + random.below(120))
  }

  // A binary heap by time, then by the order of sending, so that a run is the same everywhere.

  private mutating func put(_ delivery: Delivery, at time: Int64) {
    order += 1
    heap.append(Entry(time: time, order: order, delivery: delivery))
    var child = heap.count - 1
    while child > 0, isBefore(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func popFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    heap[a].time != heap[b].time ? heap[a].time < heap[b].time : heap[a].order < heap[b].order
  }
}
