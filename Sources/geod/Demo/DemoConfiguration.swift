// How the demo is to be run.

import Bedrock
import FleetClient

/// The wishes of `geod demo`.
struct DemoConfiguration: Sendable {
  /// Where all that is random comes from.
  var seed: UInt64 = 7
  /// How many technicians there are.
  var technicians = 200
  /// How often a moving technician's phone reports. Milliseconds of engine time.
  var intervalMilliseconds: Int64 = 1_000
  /// How many times faster than real time the demo's world runs.
  var timeScale = 10.0
  /// How long it runs, in seconds of real time; 0 until it is interrupted.
  var seconds = 0
  /// How many viewers watch a technician each; another one watches the whole city.
  var technicianViewers = 5
  /// How many nearby questions are asked per second of real time.
  var questionsPerSecond = 5
  /// How often the server is killed and started again while it runs.
  var kills = 0
  /// Where the server's process is noted for somebody who breaks things, who is expected then; nil for nobody.
  var targetPath: String?
  /// Where the truth is kept; nil for the server's own folder.
  var database: StorePlace?
  /// How large the file in the server's own folder may become, in MiB; nil for no bound but the disk.
  var storeMaxMebibytes: Int?
  /// Whether the report is JSON on standard output; everything else goes to standard error then.
  var isJSON = false
  /// Whether the server's folder stays.
  var keepsFolder = false
  /// Where the server reads the files of the pages, for those who work on them.
  var pagesFolder: String?

  /// Whether connections may be lost, and answers come late.
  var isUnderFire: Bool { kills > 0 || targetPath != nil }

  /// A phone that stands still reports this often. Milliseconds of engine time; the tenant's default contract.
  static let heartbeatMilliseconds: Int64 = 30_000
  /// The tenant that the demo makes.
  static let tenant = ClientID(trusted: "demo")
  /// The tenant's settings where they differ from the defaults: a wave has twenty seconds to be answered, and customers
  /// know by whom they are served.
  static let settings = Array(
    #"""
    {"offers":{"waveSeconds":20},"customer":{"nameEn":"Rukn Home Care","nameAr":"ركن للعناية المنزلية",
     "contactUrl":"tel:+966115550100","cancelUrl":"mailto:care@rukn.example?subject={booking}"}}
    """#.utf8)

  /// How many viewers take topics of bookings and trips as they come: each technician may have one of each, and some
  /// bookings wait.
  var topicViewers: Int { 2 + 2 * technicians / FleetConfiguration.topicsMax }
}
