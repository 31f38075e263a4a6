// Profiles of technicians: put, read, listed, imported, removed.

import Access
import Bedrock
import Engine
import Transport
import TripStore

/// The routes of technicians.
enum TechnicianRoutes {
  static let all = [get, put, delete, list, importMany]

  private static let readers: RoleSet = [.service, .dispatcher, .admin, .technician]

  /// The longest import in bytes.
  static let importBytesMax = 8 * 1024 * 1024
  /// The most profiles in one import.
  static let importCountMax = 50_000

  static let get = Route(
    method: "GET", path: "/v1/technicians/{id}", rule: .ownTechnician(readers),
    summary: "One technician: profile, presence, position with its age",
    documentation: Documentation.get
  ) { call in
    let id = try call.id("id")
    let requestID = call.requestID
    return .onHome { host, now in try answer(host, id, now, status: 200, requestID) }
  }

  static let put = Route(
    method: "PUT", path: "/v1/technicians/{id}", rule: .tenant([.service, .admin]),
    summary: "Add a technician or replace the profile", bodyBytesMax: ProfileDocument.bytesMax,
    documentation: Documentation.put
  ) { call in
    let id = try call.id("id")
    let value = try call.json()
    let profile = try call.valid { () throws(FieldErrors) in try ProfileDocument.read(value, id: id) }
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    let draft = TechnicianDraft(
      id: id, profile: profile.document, updatedAt: EngineClock.wallClock())
    return .onStore { store throws(StoreError) in
      _ = try store.putTechnician(draft, of: tenant, expectedVersion: nil)
      return .onHome { host, now in
        let isNew = host.withEngine { engine, _ in
          let isNew = !engine.hasTechnician(id)
          engine.put(profile, now: now)
          return isNew
        }
        return try answer(host, id, now, status: isNew ? 201 : 200, requestID)
      }
    }
  }

  static let delete = Route(
    method: "DELETE", path: "/v1/technicians/{id}", rule: .tenant([.service, .admin]),
    summary: "Remove a technician; phones are disconnected and topics end",
    documentation: Documentation.delete
  ) { call in
    let id = try call.id("id")
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    return .onStore { store throws(StoreError) in
      guard try store.deleteTechnician(id, of: tenant) else {
        return .problem(noTechnician(id))
      }
      return .onHome { host, now in
        host.withEngine { engine, actions in
          _ = engine.remove(technician: id, now: now, into: &actions)
        }
        return Envelope.success(requestID: requestID) { json in
          json.beginObject()
          json.key("id")
          json.string(id.text)
          json.endObject()
        }
      }
    }
  }

  static let list = Route(
    method: "GET", path: "/v1/technicians", rule: .tenant([.service, .dispatcher, .admin, .analyst]),
    summary: "All technicians in the order of their identifiers, page by page",
    documentation: Documentation.list
  ) { call in
    let (limit, after) = try call.valid { () throws(FieldErrors) in
      var reader = try QueryReader(call.request.head)
      let page = (reader.read(Self.limit), reader.read(Self.after))
      try reader.finish()
      return page
    }
    let requestID = call.requestID
    return .onHome { host, now in
      Envelope.success(requestID: requestID) { json in
        host.withEngine { engine, _ in engine.writeTechnicians(after: after, limit: limit, now: now, &json) }
      }
    }
  }

  static let importMany = Route(
    method: "POST", path: "/v1/technicians:import", rule: .tenant([.service, .admin]),
    summary: "Add or replace many technicians: one profile with its id per line (NDJSON), all or none",
    bodyBytesMax: importBytesMax,
    documentation: Documentation.importMany
  ) { call in
    let profiles = try ProfileImport.read(call.request.body)
    let (tenant, requestID) = (call.caller.tenant, call.requestID)
    let now = EngineClock.wallClock()
    let drafts = profiles.map { TechnicianDraft(id: $0.id, profile: $0.document, updatedAt: now) }
    return .onStore { store throws(StoreError) in
      _ = try store.putTechnicians(drafts, of: tenant)
      return .onHome { host, now in
        host.withEngine { engine, _ in
          for profile in profiles { engine.put(profile, now: now) }
        }
        return Envelope.success(requestID: requestID) { json in
          json.beginObject()
          json.key("imported")
          json.integer(profiles.count)
          json.endObject()
        }
      }
    }
  }

  private static func noTechnician(_ id: ClientID) -> Problem {
    Problem(
      .notFound, "there is no technician with this identifier",
      errors: [FieldError(field: "id", code: .notFound, message: "names no technician of the tenant")])
  }

  private static func answer(
    _ host: TenantHost, _ id: ClientID, _ now: Instant, status: Int, _ requestID: String
  ) throws -> HTTPResponse {
    var isThere = false
    let response = Envelope.success(status: status, requestID: requestID) { json in
      isThere = host.withEngine { engine, _ in engine.writeTechnician(id, now: now, &json) }
      if !isThere { json.null() }
    }
    guard isThere else { throw noTechnician(id) }
    return response
  }
}
