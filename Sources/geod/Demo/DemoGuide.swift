// What the person at the terminal is told: where to look, and what there is to see.

import Access
import Bedrock
import FleetClient

/// The words of a running demo.
struct DemoGuide: Sendable {
  private let configuration: DemoConfiguration
  private let base: String
  private let dispatcher: String
  private let service: String

  /// A guide to a server, with tokens for whoever sits here.
  init(_ configuration: DemoConfiguration, _ target: ServerTarget) throws(FleetError) {
    self.configuration = configuration
    base = "http://\(target.address)"
    dispatcher = try target.desk.token(.dispatcher, subject: ClientID(trusted: "visitor"))
    service = try target.desk.token(.service, subject: ClientID(trusted: "visitor"))
  }

  /// What is running, and where to look first.
  var welcome: String {
    let pace =
      configuration.timeScale == 1
      ? "" : ", time runs \(FleetReport.text(configuration.timeScale, 1)) times faster"
    let end = configuration.seconds == 0 ? "until you press Ctrl-C" : "for \(configuration.seconds) s"
    return """
      \(configuration.technicians) technicians drive about a generated Riyadh (seed \(configuration.seed)\(pace)) \(end).
      Customers book, technicians are asked, travel and work; open in a browser:

      The control room: who is where, which bookings are urgent. Choose one on the left: who should take it, and why.
        \(base)/ops#token=\(dispatcher)

      The interface, with examples to copy (GEOD_SERVICE is the token below; URL=\(base)):
        \(base)/docs
        export GEOD_SERVICE='\(service)'

      A customer's page follows as soon as a technician has a booking.
      """ + "\n"
  }

  /// The page of a customer whose technician comes.
  func customer(_ path: String, isFirst: Bool) -> String {
    let words =
      isFirst
      ? "A customer: the technician on the map, and the time of the arrival. In Arabic with ?lang=ar at the end."
      : "That customer's booking is over. The next one:"
    return "\(words)\n  \(base)\(path)\n"
  }
}
