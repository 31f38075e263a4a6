// A drawing of costs over sizes, both axes logarithmic, as SVG.

import Foundation

/// Lines of (size, nanoseconds), each with its name at its end.
struct SweepDrawing {
  struct Series {
    var name: String
    var points: [(size: Double, nanoseconds: Double)]
  }

  let title: String
  let series: [Series]

  private static let (width, height) = (760.0, 460.0)
  private static let (left, right, top, bottom) = (70.0, 160.0, 40.0, 50.0)
  /// Colours that stay apart for most kinds of colour blindness (Okabe and Ito).
  private static let colors = [
    "#000000", "#0072b2", "#56b4e9", "#009e73", "#d55e00", "#cc79a7", "#e69f00",
  ]

  /// The whole file.
  var text: String {
    let sizes = series.flatMap(\.points).map(\.size)
    let costs = series.flatMap(\.points).map(\.nanoseconds)
    guard let least = sizes.min(), let most = sizes.max(), let low = costs.min(), let high = costs.max()
    else {
      return "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"
    }
    let (floor, ceiling) = (pow(10, log10(low).rounded(.down)), pow(10, log10(high).rounded(.up)))
    func x(_ size: Double) -> Double {
      let share = most > least ? log(size / least) / log(most / least) : 0
      return Self.left + share * (Self.width - Self.left - Self.right)
    }
    func y(_ cost: Double) -> Double {
      Self.height - Self.bottom - log(cost / floor) / log(ceiling / floor)
        * (Self.height - Self.top - Self.bottom)
    }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" "
        + "font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      "<text x=\"\(Self.left)\" y=\"22\" font-size=\"15\">\(title)</text>",
    ]
    var mark = floor
    while mark <= ceiling * 1.001 {
      lines += [
        "<path d=\"M\(Self.left) \(round(y(mark)))H\(Self.width - Self.right)\" stroke=\"#ddd\"/>",
        "<text x=\"\(Self.left - 8)\" y=\"\(round(y(mark) + 4))\" text-anchor=\"end\">\(Int(mark.rounded()))</text>",
      ]
      mark *= 10
    }
    for size in Set(sizes).sorted() {
      lines.append(
        "<text x=\"\(round(x(size)))\" y=\"\(Self.height - Self.bottom + 20)\" text-anchor=\"middle\">\(Int(size))</text>"
      )
    }
    lines.append("<text x=\"\(Self.left)\" y=\"\(Self.height - 10)\">technicians</text>")
    var lastLabel = -Double.infinity
    for (index, one) in series.enumerated().sorted(by: { Self.end($0.1) > Self.end($1.1) }) {
      let color = Self.colors[index % Self.colors.count]
      let path = one.points.map { "\(round(x($0.size))) \(round(y($0.nanoseconds)))" }.joined(separator: "L")
      lines.append("<path d=\"M\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\"/>")
      guard let last = one.points.last else { continue }
      let place = max(y(last.nanoseconds) + 4, lastLabel + 14)
      lastLabel = place
      lines.append(
        "<text x=\"\(round(x(last.size) + 8))\" y=\"\(round(place))\" fill=\"\(color)\">\(one.name)</text>")
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private static func end(_ series: Series) -> Double { series.points.last?.nanoseconds ?? 0 }

  private func round(_ value: Double) -> String { String(format: "%.1f", value) }
}
