// geod zones import: the zones of a file, in any coordinate reference system.

import Bedrock
import Foundation
import TripStore

/// `geod zones import`
enum ZonesCommand {
  /// The largest file.
  static let fileBytesMax = 256 << 20

  static let importing = GeodCommand(
    specification: CommandSpecification(
      name: "zones import", summary: "Put the zones of a GeoJSON file",
      discussion:
        "Reads a FeatureCollection of polygons, turns the coordinates into WGS84 where --crs says what they are in, and "
        + "checks every zone as PUT /v1/zones does. Only when all are sound and there is room for all of them, they are "
        + "put, together or not at all, each with a line in the audit; zones of the same identifiers are replaced. Corners "
        + "are turned into WGS84, edges are straight in longitude and latitude from then on. It goes beside a running "
        + "server, which looks places up in them some seconds later. Exits with 1 when nothing was put because of the file, "
        + "the tenant or the store.",
      operands: .init(
        placeholder: "FILE", count: 1...1, help: "GeoJSON; at most 50 faults are told, each with its feature."
      ),
      options: StoreOptions.all + [
        CommandOption("tenant", .text(placeholder: "ID"), "Whose zones.", isConfigurable: false),
        ImportTransform.option,
        CommandOption(
          "id-property", .text(placeholder: "NAME"),
          "The property with the identifier; the feature's id when left out.", isConfigurable: false),
        CommandOption(
          "name-en-property", .text(placeholder: "NAME"), "The property with the English name.",
          else: "name_en", isConfigurable: false),
        CommandOption(
          "name-ar-property", .text(placeholder: "NAME"), "The property with the Arabic name.",
          else: "name_ar", isConfigurable: false),
        CommandOption(
          "repair", .flag,
          "Close rings, turn them the right way round, drop points that stand twice and spikes.",
          isConfigurable: false),
        CommandOption("reason", .text(placeholder: "TEXT"), "Why, for the audit.", isConfigurable: false),
        CommandOption(
          "dry-run", .flag, "Check the file, and that there is room; put nothing.", isConfigurable: false),
      ],
      examples: [
        "geod zones import districts.geojson --tenant riyadh --repair --dry-run",
        "geod zones import surveyed.geojson --tenant riyadh --crs EPSG:32638",
      ])
  ) { arguments in
    guard let tenant = try arguments.id("tenant") else { throw UsageError("--tenant is required") }
    let reference = try ImportTransform.reference(arguments)
    var wishes = ZoneImport.Wishes()
    wishes.idProperty = arguments.text("id-property")
    wishes.englishProperty = try arguments.requiredText("name-en-property")
    wishes.arabicProperty = try arguments.requiredText("name-ar-property")
    wishes.repair = arguments.isSet("repair")
    wishes.reason = arguments.text("reason") ?? ""
    let changes: [ZoneDocument.Change]
    do {
      changes = try ZoneImport.read(try file(arguments.operands[0]), in: reference, wishes)
    } catch let error as FieldErrors {
      for fault in error.errors { Terminal.complain("\(fault)") }
      Terminal.complain("nothing was put")
      return 1
    }
    let drafts = changes.map(\.zone)
    let store = try StorePlace(arguments).openExisting()
    guard try store.tenant(tenant) != nil else { throw CommandFailure("there is no tenant \(tenant)") }
    guard !arguments.isSet("dry-run") else {
      try StoreLimits.checkRoom(for: drafts, among: store.zoneStandings(of: tenant))
      Terminal.print("\(drafts.count) zones are sound; nothing was put")
      return 0
    }
    let note = ChangeNote(actor: "geod zones import", at: EngineClock.wallClock(), reason: wishes.reason)
    _ = try store.putZones(drafts, of: tenant, note: note)
    Terminal.print("put \(drafts.count) zones")
    return 0
  }

  private static func file(_ path: String) throws -> JSONValue {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure("the file \(path) cannot be read")
    }
    guard data.count <= fileBytesMax else {
      throw CommandFailure("\(path) has more than \(fileBytesMax >> 20) MiB")
    }
    do throws(FieldError) {
      return try JSONValue.parse(Array(data), field: path)
    } catch {
      throw CommandFailure("\(error)")
    }
  }
}
