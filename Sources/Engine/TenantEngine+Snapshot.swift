// Live positions survive a restart: not durable to the last fix, but marked with their true age.

import Bedrock
import GeoIndex
import Matcher
import TrackHub
import Trips

extension TenantEngine {
  /// The version of the form below. A snapshot of another version is not read.
  static let snapshotVersion: UInt8 = 2

  /// All positions and the devices' sequence numbers, in the engine's own compact form. The last eight
  /// bytes are a hash of those before.
  public func snapshot() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.snapshotVersion)
    writer.append(UInt32(technicians.roster.count))
    for technician in technicians.roster.occupiedSlots {
      writer.append(technicians.roster.id(of: technician).text)
      let devices = technicians.roster.devices(of: technician)
      writer.append(UInt8(devices.count))
      for device in devices {
        writer.append(device.name.text)
        // What was judged and not acknowledged comes again.
        writer.append(acknowledged[Int(device.slot.index)])
      }
      Self.write(technicians.position(of: technician), to: &writer)
    }
    return Self.finish(&writer, learned: travelTimes.bytes)
  }

  static func write(_ position: Position?, to writer: inout ByteWriter) {
    guard let position else { return writer.append(UInt8(0)) }
    writer.append(UInt8(1))
    writer.append(position.point.latitudeAngle)
    writer.append(position.point.longitudeAngle)
    writer.append(position.fixTime.milliseconds)
    writer.append(position.receivedAt.milliseconds)
    writer.append(position.accuracyMeters)
    writer.append(position.speedMetersPerSecond)
    writer.append(position.headingDegrees)
    writer.append(position.batteryFraction)
  }

  static func finish(_ writer: inout ByteWriter, learned: [UInt8]) -> [UInt8] {
    writer.append(UInt32(learned.count))
    for byte in learned { writer.append(byte) }
    writer.append(hash(writer.bytes[...]))
    return writer.bytes
  }

  /// Recognises damage, not malice.
  private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash = ContentHash()
    for byte in bytes { hash.combine(UInt64(byte)) }
    return hash.value
  }

  /// Takes positions and sequence numbers from a snapshot, for technicians that exist and have no
  /// position yet. They keep their fix times, so their age is the truth, and everybody is offline until
  /// heard of.
  /// - Returns: how many positions came back; nil when the bytes are damaged or no snapshot of this
  ///   version; nothing is applied then.
  public mutating func restore(_ snapshot: [UInt8]) -> Int? {
    guard let (entries, learned) = Self.read(snapshot) else { return nil }
    // Made under other settings, it is learned anew.
    if let model = try? TravelTimeModel(bytes: learned, settings.travelTime.model) { travelTimes = model }
    var restored = 0
    for entry in entries {
      guard let technician = technicians.roster.slot(of: entry.id) else { continue }
      for device in entry.devices where technicians.roster.device(device.name, of: technician) == nil {
        guard technicians.roster.devices(of: technician).count < DeviceTable.perTechnicianMax else { break }
        _ = addDevice(device.name, to: technician, lastSequence: device.lastSequence)
      }
      guard let position = entry.position, technicians.position(of: technician) == nil else { continue }
      technicians.setPosition(position, of: technician)
      histories[Int(technician)] = FixHistory(
        point: position.point, time: position.fixTime,
        accuracyMeters: position.accuracyMeters.isFinite ? Double(position.accuracyMeters) : nil)
      place(technician, at: position)
      restored += 1
    }
    return restored
  }

  struct SnapshotEntry {
    var id: ClientID
    var devices: [(name: ClientID, lastSequence: UInt64)] = []
    var position: Position?
  }

  static func read(_ bytes: [UInt8]) -> (entries: [SnapshotEntry], learned: [UInt8])? {
    let content = bytes.dropLast(8)
    var trailer = ByteReader(Array(bytes.suffix(8)))
    guard trailer.number(UInt64.self) == hash(content) else { return nil }
    var reader = ByteReader(Array(content))
    guard reader.number(UInt8.self) == snapshotVersion, let count = reader.number(UInt32.self) else {
      return nil
    }
    var entries: [SnapshotEntry] = []
    for _ in 0..<count {
      guard let text = reader.text(), let id = try? ClientID(text, field: "id"),
        let deviceCount = reader.number(UInt8.self)
      else { return nil }
      var entry = SnapshotEntry(id: id)
      for _ in 0..<deviceCount {
        guard let text = reader.text(), let name = try? ClientID(text, field: "device"),
          let last = reader.number(UInt64.self)
        else { return nil }
        entry.devices.append((name, last))
      }
      guard let hasPosition = reader.number(UInt8.self), hasPosition <= 1 else { return nil }
      if hasPosition == 1 {
        guard let position = readPosition(&reader) else { return nil }
        entry.position = position
      }
      entries.append(entry)
    }
    guard let count = reader.number(UInt32.self), count <= 65_536 else { return nil }
    var learned: [UInt8] = []
    for _ in 0..<count {
      guard let byte = reader.number(UInt8.self) else { return nil }
      learned.append(byte)
    }
    return reader.isAtEnd ? (entries, learned) : nil
  }

  private static func readPosition(_ reader: inout ByteReader) -> Position? {
    guard let latitude = reader.number(Int32.self), let longitude = reader.number(Int32.self),
      let fixTime = reader.number(Int64.self), let receivedAt = reader.number(Int64.self),
      let accuracy = reader.float(), let speed = reader.float(), let heading = reader.float(),
      let battery = reader.float(), latitude.magnitude <= 1 << 30
    else { return nil }
    return Position(
      point: GeoPoint(latitudeAngle: latitude, longitudeAngle: longitude),
      fixTime: Instant(milliseconds: fixTime), receivedAt: Instant(milliseconds: receivedAt),
      accuracyMeters: accuracy, speedMetersPerSecond: speed, headingDegrees: heading,
      batteryFraction: battery)
  }
}
