// The two elliptic integrals of the geodesic as Fourier series: Karney (2013), equations 15 to 25.

/// The distance integral I1 and the longitude integral I3 for one expansion parameter.
struct GeodesicSeries {
  private let e: Double

  /// - Parameter epsilon: the expansion parameter of equation 16, from 0 to 0.0017 on WGS84.
  init(_ epsilon: Double) {
    e = epsilon
  }

  /// I1(sigma2) - I1(sigma1) and I3(sigma2) - I3(sigma1), given sines and cosines of the doubled angles.
  func between(
    _ sin1: Double, _ cos1: Double, _ sin2: Double, _ cos2: Double, _ sigma12: Double
  ) -> (i1: Double, i3: Double) {
    let e2 = e * e
    // Clenshaw summation of both series at both ends, highest term first.
    var first = Pair()
    var third = Pair()
    let c1 = c1(e2)
    first.add(c1.5, cos1, cos2)
    first.add(c1.4, cos1, cos2)
    first.add(c1.3, cos1, cos2)
    first.add(c1.2, cos1, cos2)
    first.add(c1.1, cos1, cos2)
    first.add(c1.0, cos1, cos2)
    let c3 = c3(e2)
    third.add(c3.4, cos1, cos2)
    third.add(c3.3, cos1, cos2)
    third.add(c3.2, cos1, cos2)
    third.add(c3.1, cos1, cos2)
    third.add(c3.0, cos1, cos2)
    return (
      a1(e2) * (sigma12 + first.difference(sin1, sin2)),
      a3 * (sigma12 + third.difference(sin1, sin2))
    )
  }

  /// (17)
  private func a1(_ e2: Double) -> Double {
    (1 + e2 * (1 / 4.0 + e2 * (1 / 64.0 + e2 * (1 / 256.0)))) / (1 - e)
  }

  /// (18)
  private func c1(_ e2: Double) -> (Double, Double, Double, Double, Double, Double) {
    let e3 = e * e2
    let e4 = e2 * e2
    return (
      e * (-1 / 2.0 + e2 * (3 / 16.0 - e2 * (1 / 32.0))),
      e2 * (-1 / 16.0 + e2 * (1 / 32.0 - e2 * (9 / 2048.0))),
      e3 * (-1 / 48.0 + e2 * (3 / 256.0)),
      e4 * (-5 / 512.0 + e2 * (3 / 512.0)),
      e4 * e * (-7 / 1280.0),
      e4 * e2 * (-7 / 2048.0)
    )
  }

  /// (24)
  private var a3: Double {
    let n = WGS84.n
    let t1 = 1 / 2.0 - n / 2
    let t2 = 1 / 4.0 + n / 8 - 3 * n * n / 8
    let t3 = 1 / 16.0 + 3 * n / 16 + n * n / 16
    let t4 = 3 / 64.0 + n / 32
    return 1 - e * (t1 + e * (t2 + e * (t3 + e * (t4 + e * (3 / 128.0)))))
  }

  /// (25)
  private func c3(_ e2: Double) -> (Double, Double, Double, Double, Double) {
    let n = WGS84.n
    let nn = n * n
    let e3 = e * e2
    let e4 = e2 * e2
    let low = e * (1 / 4.0 - n / 4) + e2 * (1 / 8.0 - nn / 8)
    let high = e3 * (3 / 64.0 + 3 * n / 64 - nn / 64) + e4 * (5 / 128.0 + n / 64) + e4 * e * (3 / 128.0)
    let second = e2 * (1 / 16.0 - 3 * n / 32 + nn / 32) + e3 * (3 / 64.0 - n / 32 - 3 * nn / 64)
    return (
      low + high,
      second + e4 * (3 / 128.0 + n / 128) + e4 * e * (5 / 256.0),
      e3 * (5 / 192.0 - 3 * n / 64 + 5 * nn / 192) + e4 * (3 / 128.0 - 5 * n / 192) + e4 * e * (7 / 512.0),
      e4 * (7 / 512.0 - 7 * n / 256) + e4 * e * (7 / 512.0),
      e4 * e * (21 / 2560.0)
    )
  }

  /// Clenshaw's recurrence for sum of c[l] sin(2 l sigma) at two angles side by side.
  private struct Pair {
    private var (b1, b2) = (0.0, 0.0)
    private var (d1, d2) = (0.0, 0.0)

    mutating func add(_ c: Double, _ cos1: Double, _ cos2: Double) {
      (b1, b2) = (c + 2 * cos1 * b1 - b2, b1)
      (d1, d2) = (c + 2 * cos2 * d1 - d2, d1)
    }

    func difference(_ sin1: Double, _ sin2: Double) -> Double { sin2 * d1 - sin1 * b1 }
  }
}
