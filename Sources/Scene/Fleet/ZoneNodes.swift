// The street nodes of each zone: where technicians live and work.

import Bedrock

/// Nodes grouped by the zone that they lie in.
struct ZoneNodes: Sendable {
  /// The zone of each node as a position in `ServiceZones.all`, or -1.
  let zoneOfNode: [Int8]
  private let nodesOfZone: [[UInt32]]
  private let nodeCount: Int

  /// Groups the nodes. O(nodes x zones).
  init(_ streets: StreetGrid) {
    var zones: [Int8] = []
    zones.reserveCapacity(streets.nodeCount)
    var groups = [[UInt32]](repeating: [], count: ServiceZones.all.count)
    for node in 0..<streets.nodeCount {
      let zone = ServiceZones.index(containing: streets.point(ofNode: node)) ?? -1
      zones.append(Int8(zone))
      if zone >= 0 { groups[zone].append(UInt32(node)) }
    }
    zoneOfNode = zones
    nodesOfZone = groups
    nodeCount = streets.nodeCount
  }

  /// A node of the zone; any node of the network where the zone has none (a small network).
  func randomNode(inZone zone: Int, _ random: inout SeededRandom) -> Int {
    let nodes = nodesOfZone[zone]
    return nodes.isEmpty ? random.below(nodeCount) : Int(nodes[random.below(nodes.count)])
  }

  /// Whether the node is home for somebody of the zone: inside it, or anywhere if the zone has no node.
  func isHome(_ node: Int, zone: Int) -> Bool {
    Int(zoneOfNode[node]) == zone || nodesOfZone[zone].isEmpty
  }
}
