// Who is signed in: the token, where it is kept, and what can be read from it without checking it.
// The server checks; this page only wants to know the tenant, the role and when it ends.

const STORAGE_KEY = "geod.token";

/** Roles that may use the console. */
const ROLES = new Set(["service", "dispatcher", "admin"]);

/**
 * @typedef {object} Session
 * @property {string} token
 * @property {string} tenant
 * @property {string} subject
 * @property {string} role
 * @property {number} expiresAt Unix milliseconds, wall time
 */

/**
 * Takes the token out of the address (`#token=...`), at once, so that it stays in no history and no screenshot.
 * @returns {string|null}
 */
export function takeTokenFromAddress() {
  const found = /[#&]token=([^&]*)/.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return decodeURIComponent(found[1]);
}

/** @returns {string|null} the token of this tab */
export function storedToken() {
  return sessionStorage.getItem(STORAGE_KEY);
}

/** @param {string} token */
export function storeToken(token) {
  sessionStorage.setItem(STORAGE_KEY, token);
}

/** Forgets the token. */
export function forgetToken() {
  sessionStorage.removeItem(STORAGE_KEY);
}

/**
 * Reads a token.
 * @param {string} token
 * @returns {{session: Session}|{fault: "malformed"|"expired"|"role", role?: string}}
 */
export function readToken(token) {
  const claims = claimsOf(token.trim().replace(/^Bearer\s+/i, ""));
  if (!claims || typeof claims.tenant !== "string" || typeof claims.exp !== "number") return { fault: "malformed" };
  if (claims.exp * 1000 <= Date.now()) return { fault: "expired" };
  if (!ROLES.has(claims.role)) return { fault: "role", role: String(claims.role) };
  return {
    session: {
      token: token.trim().replace(/^Bearer\s+/i, ""), tenant: claims.tenant, subject: String(claims.sub ?? ""),
      role: claims.role, expiresAt: claims.exp * 1000,
    },
  };
}

function claimsOf(token) {
  const parts = token.split(".");
  if (parts.length !== 3) return null;
  try {
    const bytes = Uint8Array.from(atob(parts[1].replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
