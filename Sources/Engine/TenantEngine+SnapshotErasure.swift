// A snapshot without one of its technicians.

public import Bedrock

extension TenantEngine {
  /// The snapshot without a technician, their devices and their position.
  /// - Returns: nil when the bytes are damaged or no snapshot of this version; the same bytes when the technician is not
  ///   in it.
  public static func erasing(_ technician: ClientID, from snapshot: [UInt8]) -> [UInt8]? {
    guard let (entries, learned) = read(snapshot) else { return nil }
    let kept = entries.filter { $0.id != technician }
    guard kept.count < entries.count else { return snapshot }
    var writer = ByteWriter()
    writer.append(snapshotVersion)
    writer.append(UInt32(kept.count))
    for entry in kept {
      writer.append(entry.id.text)
      writer.append(UInt8(entry.devices.count))
      for device in entry.devices {
        writer.append(device.name.text)
        writer.append(device.lastSequence)
      }
      write(entry.position, to: &writer)
    }
    return finish(&writer, learned: learned)
  }
}
