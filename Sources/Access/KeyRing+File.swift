// From a key file to a ring, and a new file with one key. The format is described at `KeyRing`.

public import Bedrock
internal import Foundation
internal import Transport

extension KeyRing {
  /// Loads a file.
  /// - Throws: `unreadable`, `readableByOthers`, or `field` with the path of the first field that is wrong.
  public init(file path: String) throws(KeyRingError) {
    let content = try KeyFile.read(path)
    try self.init(json: [UInt8](content.bytes))
    guard content.isPrivate || !keys.contains(where: \.isSecret) else {
      throw .readableByOthers(path: path)
    }
  }

  /// Reads the JSON of a key file.
  init(json: [UInt8]) throws(KeyRingError) {
    let document: KeyDocument
    do {
      document = try JSONDecoder().decode(KeyDocument.self, from: Data(json))
    } catch let error as FieldError {
      throw .field(error)
    } catch {
      // Foundation's text may quote the file; ours does not.
      throw .field(
        FieldError(field: "keys", code: .malformed, message: "the file is not the JSON of a key ring"))
    }
    var keys: [AccessKey] = []
    for (index, entry) in document.keys.enumerated() {
      do throws(FieldError) {
        keys.append(try entry.key())
      } catch {
        throw .field(
          FieldError(field: "keys[\(index)].\(error.field)", code: error.code, message: error.message))
      }
    }
    try self.init(keys)
  }

  /// Makes a file with one fresh random HS256 key; mode 0600, never over an existing file.
  /// - Returns: the ring of the new file.
  /// - Throws: `exists`, or `unreadable` when the place cannot be written.
  public static func create(file path: String, kid: ClientID) throws(KeyRingError) -> KeyRing {
    let secret = SecureRandom.bytes(AccessKey.secretBytesMin)
    var json = JSONWriter()
    json.beginObject()
    json.key("keys")
    json.beginArray()
    json.beginObject()
    json.key("kid")
    json.string(kid.text)
    json.key("alg")
    json.string(AccessKey.Algorithm.hs256.rawValue)
    json.key("secret")
    json.string(Base64.encodeURL(secret))
    json.endObject()
    json.endArray()
    json.endObject()
    let bytes = json.finish() + [UInt8(ascii: "\n")]
    try KeyFile.create(path, bytes)
    return try KeyRing(json: bytes)
  }
}
