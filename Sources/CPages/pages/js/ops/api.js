// The HTTP interface as this page uses it: one function per question, one error for all that goes wrong.

/** What the server, or the way to it, has refused. `status` is 0 when nothing was heard. */
export class ApiError extends Error {
  /** @param {number} status @param {object} problem the server's problem document */
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? "");
    this.status = status;
    this.code = problem?.code ?? null;
    this.state = problem?.state ?? null;
    this.type = String(problem?.type ?? "").split(":").pop();
    this.fields = problem?.errors ?? [];
  }
}

export class Api {
  /**
   * @param {string} token
   * @param {{language: string, onUnauthorized: () => void}} options
   */
  constructor(token, { language, onUnauthorized }) {
    this.headers = { Authorization: `Bearer ${token}`, "Accept-Language": language };
    this.onUnauthorized = onUnauthorized;
  }

  clock() { return this.get("/v1/clock"); }
  settings(tenant) { return this.get(`/v1/tenants/${encodeURIComponent(tenant)}/settings`); }
  booking(id) { return this.get(`/v1/bookings/${encodeURIComponent(id)}`); }
  bookings(query) { return this.get("/v1/bookings", query); }
  events(id, after) { return this.get(`/v1/bookings/${encodeURIComponent(id)}/events`, { limit: 1000, after }); }
  decisions(id) { return this.get(`/v1/bookings/${encodeURIComponent(id)}/decisions`); }
  technician(id) { return this.get(`/v1/technicians/${encodeURIComponent(id)}`); }
  technicians(after) { return this.get("/v1/technicians", { limit: 1000, after }); }
  zones() { return this.get("/v1/zones", {}, "application/geo+json"); }
  track(trip) { return this.get(`/v1/trips/${encodeURIComponent(trip)}/track`, { format: "geojson" }); }
  match(query) { return this.send("POST", "/v1/match", query); }
  share(booking, minutes) {
    return this.send("POST", `/v1/bookings/${encodeURIComponent(booking)}/shares`, minutes ? { minutes } : {});
  }

  /** A command on a booking: `assign`, `offer`, `withdraw`, `release`, `cancel`. A repetition changes nothing. */
  command(booking, name, body) {
    return this.send("POST", `/v1/bookings/${encodeURIComponent(booking)}:${name}`, body, {
      "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
    });
  }

  get(path, query = {}, accept = "application/json") {
    const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const text = parts.length ? `?${new URLSearchParams(parts)}` : "";
    return this.request(path + text, { headers: { ...this.headers, Accept: accept } });
  }

  send(method, path, body, headers = {}) {
    return this.request(path, {
      method, body: JSON.stringify(body ?? {}),
      headers: { ...this.headers, "Content-Type": "application/json", ...headers },
    });
  }

  async request(path, options) {
    let response;
    try {
      response = await fetch(path, { ...options, credentials: "omit", cache: "no-store" });
    } catch {
      throw new ApiError(0, null);
    }
    const document = await response.json().catch(() => null);
    if (response.ok) return document?.success === undefined ? document : document.data;
    if (response.status === 401) this.onUnauthorized();
    throw new ApiError(response.status, document?.error);
  }
}
