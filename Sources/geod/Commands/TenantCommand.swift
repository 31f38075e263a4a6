// geod tenant: who is served.

import Bedrock
import Foundation
import TripStore

/// `geod tenant add` and `geod tenant list`
enum TenantCommand {
  static let add = GeodCommand(
    specification: CommandSpecification(
      name: "tenant add", summary: "Add a tenant",
      discussion: "Adds a business account. A running server serves it with the first request that "
        + "carries a token of the new tenant; no restart is needed.",
      operands: .init(
        placeholder: "ID", count: 1...1,
        help: "The tenant's identifier: 1 to 64 characters A-Z a-z 0-9 . _ -; never changes."),
      options: StoreOptions.all + [
        CommandOption(
          "name-en", .text(placeholder: "NAME"), "The name in English; the identifier when left out."),
        CommandOption(
          "name-ar", .text(placeholder: "NAME"), "The name in Arabic; the English one when left out."),
        CommandOption(
          "time-zone", .text(placeholder: "ZONE"), "Where the tenant's days begin, as an IANA name.",
          else: "Asia/Riyadh"),
      ],
      examples: ["geod tenant add riyadh-fix --name-en 'Riyadh Fix' --name-ar 'إصلاح الرياض'"])
  ) { arguments in
    let id = try arguments.operandID(0)
    let zone = try arguments.requiredText("time-zone")
    guard TimeZone(identifier: zone) != nil else {
      throw UsageError("--time-zone '\(zone)' is not a known IANA time zone, such as Asia/Riyadh")
    }
    let english = arguments.text("name-en") ?? id.text
    let store = try StorePlace(arguments).open()
    do throws(StoreError) {
      try store.addTenant(
        TenantRecord(
          id: id, nameArabic: arguments.text("name-ar") ?? english, nameEnglish: english, timeZone: zone,
          createdAt: EngineClock.wallClock()))
    } catch {
      guard error == .exists else { throw error }
      Terminal.complain("there is a tenant \(id) already")
      return 1
    }
    Terminal.print("added the tenant \(id)")
    return 0
  }

  static let list = GeodCommand(
    specification: CommandSpecification(
      name: "tenant list", summary: "List the tenants",
      discussion: "Prints a line for each tenant: identifier, names, time zone.",
      options: StoreOptions.all + [
        CommandOption("json", .flag, "Print one JSON object per line.", isConfigurable: false)
      ])
  ) { arguments in
    let store = try StorePlace(arguments).open()
    for tenant in try store.tenants() {
      if arguments.isSet("json") {
        let object = JSONValue.object([
          "id": .string(tenant.id.text), "nameEn": .string(tenant.nameEnglish),
          "nameAr": .string(tenant.nameArabic), "timeZone": .string(tenant.timeZone),
          "createdAt": .number(Double(tenant.createdAt.milliseconds)),
        ])
        Terminal.print(String(decoding: object.bytes, as: UTF8.self))
      } else {
        Terminal.print("\(tenant.id)\t\(tenant.nameEnglish)\t\(tenant.nameArabic)\t\(tenant.timeZone)")
      }
    }
    return 0
  }
}
