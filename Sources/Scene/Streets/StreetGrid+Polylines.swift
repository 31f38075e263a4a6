// The base map: streets as lines to draw.

extension StreetGrid {
  /// The lines of one class that touch a box, each as long as the street goes on inside it. A stretch is
  /// taken whole when its own box overlaps the given one, so lines end at most one stretch outside.
  /// O(edges); allocates the answer.
  public func polylines(of streetClass: StreetClass, in box: SceneBox) -> [[ScenePoint]] {
    let low = CityPlane.project(
      ScenePoint(latitudeDegrees: box.southDegrees, longitudeDegrees: box.westDegrees))
    let high = CityPlane.project(
      ScenePoint(latitudeDegrees: box.northDegrees, longitudeDegrees: box.eastDegrees))
    var lines: [[ScenePoint]] = []
    var end: UInt32?
    for edge in edges {
      guard edge.streetClass == streetClass, touches(edge, low, high) else {
        end = nil
        continue
      }
      if edge.a != end { lines.append([point(ofNode: Int(edge.a))]) }
      lines[lines.count - 1].append(point(ofNode: Int(edge.b)))
      end = edge.b
    }
    return lines
  }

  private func touches(_ edge: StreetEdge, _ low: PlanePoint, _ high: PlanePoint) -> Bool {
    let a = nodes[Int(edge.a)]
    let b = nodes[Int(edge.b)]
    return min(a.x, b.x) <= high.x && max(a.x, b.x) >= low.x
      && min(a.y, b.y) <= high.y && max(a.y, b.y) >= low.y
  }
}
