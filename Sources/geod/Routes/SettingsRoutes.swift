// The settings document of a tenant.

import Access
import Bedrock
import Engine
import Transport
import TripStore

/// The routes of the settings.
enum SettingsRoutes {
  static let all = [get, put]

  static let get = Route(
    method: "GET", path: "/v1/tenants/{id}/settings", rule: .namedTenant([.admin, .service, .dispatcher]),
    summary: "The settings in force, with their version",
    documentation: Documentation.get
  ) { call in
    let requestID = call.requestID
    return .onHome { host, _ in answer(host, requestID) }
  }

  static let put = Route(
    method: "PUT", path: "/v1/tenants/{id}/settings", rule: .namedTenant(.admin),
    summary: "Replace the settings; version names the one that the change is based on",
    bodyBytesMax: SettingsDocument.bytesMax,
    documentation: Documentation.put
  ) { call in
    var reader = FieldReader(try call.json())
    let version = reader.whole("version", in: versionLimits, else: nil)
    let reason = reader.text("reason", lengthMax: reasonLengthMax) ?? ""
    var settings = TenantSettings()
    if let document = reader.value("settings") {
      do throws(FieldErrors) {
        settings = try SettingsDocument.read(document, path: "settings.")
      } catch {
        reader.absorb(error)
      }
    } else {
      reader.noteMember("settings", .missing, "is required: the settings document")
    }
    try call.valid { () throws(FieldErrors) in try reader.finish() }
    let (accepted, bytes) = (settings, SettingsDocument.write(settings).bytes)
    let note = ChangeNote(
      actor: call.caller.subject.text, at: EngineClock.wallClock(), reason: reason)
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      let stored = try store.putSettings(bytes, of: tenant, expectedVersion: version, note: note)
      return .onHome { host, _ in
        host.apply(accepted, version: stored)
        return answer(host, requestID)
      }
    }
  }

  private static func answer(_ host: TenantHost, _ requestID: String) -> HTTPResponse {
    Envelope.success(requestID: requestID) { json in
      json.beginObject()
      json.key("version")
      json.integer(host.settingsVersion)
      json.key("settings")
      SettingsDocument.write(host.settings).write(&json)
      json.endObject()
    }
  }
}
