// A street network in flat arrays: what it holds and how to walk it. How it is made is in StreetBuilder.

/// A generated street network: nodes (junctions), undirected edges (stretches of street), and for every
/// node the list of its neighbours.
///
/// Immutable after it was made, and shared freely. All nodes can be reached from each other.
public struct StreetGrid: Sendable {
  /// The fastest that anybody plans or drives, 55.8 km/h in the plane. What remains up to 60 km/h holds
  /// the drift of the GPS noise and the error of the plane.
  public static let topSpeedMetersPerSecond = 15.5

  /// What the network was made from.
  public let plan: StreetPlan
  /// Junctions, in metres in the plane.
  let nodes: [PlanePoint]
  /// Stretches of street; those of one street follow each other in order, which `polylines` relies on.
  let edges: [StreetEdge]
  /// Where node n's links begin in `links`; one more entry than nodes.
  let firstLink: [UInt32]
  /// The neighbours of all nodes.
  let links: [StreetLink]
  /// Nodes by cells of the plane, for the nearest lookup.
  let buckets: NodeBuckets

  /// Generates a network. Linear in the size of the extent: about ten milliseconds for `.city`.
  public init(_ plan: StreetPlan) {
    var builder = StreetBuilder(plan)
    builder.placeNodes()
    builder.layStreets()
    builder.closeSomeLocalStreets()
    builder.keepLargestComponent()
    precondition(!builder.nodes.isEmpty, "a plan without any street")
    self.init(plan: plan, nodes: builder.nodes, edges: builder.edges)
  }

  /// Indexes given nodes and edges.
  init(plan: StreetPlan, nodes: [PlanePoint], edges: [StreetEdge]) {
    self.plan = plan
    self.nodes = nodes
    self.edges = edges
    self.buckets = NodeBuckets(nodes)
    var first = [UInt32](repeating: 0, count: nodes.count + 1)
    for edge in edges {
      first[Int(edge.a) + 1] += 1
      first[Int(edge.b) + 1] += 1
    }
    for node in 0..<nodes.count { first[node + 1] += first[node] }
    var links = [StreetLink](
      repeating: StreetLink(node: 0, lengthMeters: 0, streetClass: .local), count: edges.count * 2)
    var next = first
    for edge in edges {
      for (from, to) in [(edge.a, edge.b), (edge.b, edge.a)] {
        links[Int(next[Int(from)])] = StreetLink(
          node: to, lengthMeters: edge.lengthMeters, streetClass: edge.streetClass)
        next[Int(from)] += 1
      }
    }
    self.firstLink = first
    self.links = links
  }

  /// Number of junctions.
  public var nodeCount: Int { nodes.count }

  /// Number of stretches between junctions.
  public var edgeCount: Int { edges.count }

  /// Where a node lies. O(1).
  public func point(ofNode node: Int) -> ScenePoint {
    CityPlane.unproject(nodes[node])
  }

  /// The two nodes, the length and the class of a stretch. O(1).
  public func stretch(
    ofEdge edge: Int
  ) -> (from: Int, to: Int, lengthMeters: Double, streetClass: StreetClass) {
    let edge = edges[edge]
    return (Int(edge.a), Int(edge.b), edge.lengthMeters, edge.streetClass)
  }

  /// The node nearest to a point, by distance in the plane; of equally near ones the first.
  /// O(1) inside the city; farther out the search widens ring by ring.
  public func nearestNode(to point: ScenePoint) -> Int {
    buckets.nearest(to: CityPlane.project(point), among: nodes)
  }

  /// The positions in `links` of a node's neighbours.
  func linkRange(of node: Int) -> Range<Int> {
    Int(firstLink[node])..<Int(firstLink[node + 1])
  }

  /// The class of the stretch between two neighbours; nil when they are none. At most four comparisons.
  func streetClass(from: UInt32, to: UInt32) -> StreetClass? {
    for position in linkRange(of: Int(from)) where links[position].node == to {
      return links[position].streetClass
    }
    return nil
  }
}

/// A stretch of street between two junctions, drivable both ways.
struct StreetEdge: Hashable, Sendable {
  var a: UInt32
  var b: UInt32
  var lengthMeters: Double
  var streetClass: StreetClass
}

/// One direction of a stretch, as seen from one of its ends.
struct StreetLink: Hashable, Sendable {
  var node: UInt32
  var lengthMeters: Double
  var streetClass: StreetClass
}
