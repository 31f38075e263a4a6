// What a technician does, and how that looks: a colour and a shape, because colour alone is not enough.

/**
 * @typedef {object} StatusLook
 * @property {string} key the name, and the key of its word in the section `common` (`status.` and the name)
 * @property {string} color the custom property that holds its colour
 * @property {"disc"|"ring"|"arrow"|"square"|"diamond"|"bar"|"cross"} shape
 */

/** @type {Record<string, StatusLook>} in the order of urgency for a control room */
export const statusLooks = {
  offered: { key: "offered", color: "--status-offered", shape: "ring" },
  assigned: { key: "assigned", color: "--status-assigned", shape: "diamond" },
  enRoute: { key: "enRoute", color: "--status-en-route", shape: "arrow" },
  arrived: { key: "arrived", color: "--status-arrived", shape: "square" },
  inService: { key: "inService", color: "--status-in-service", shape: "square" },
  available: { key: "available", color: "--status-available", shape: "disc" },
  paused: { key: "paused", color: "--status-paused", shape: "bar" },
  offDuty: { key: "offDuty", color: "--status-off-duty", shape: "ring" },
  offline: { key: "offline", color: "--status-offline", shape: "cross" },
};

/**
 * The one status under which a technician is shown: what they do for a booking first, then whether they can be reached,
 * then what they say of themselves.
 * @param {{presence?: string, status?: string, job?: string}} technician as in an item of a map
 * @returns {StatusLook}
 */
export function statusOf(technician) {
  if (technician.job && statusLooks[technician.job]) return statusLooks[technician.job];
  if (technician.presence === "offline") return statusLooks.offline;
  return statusLooks[technician.status ?? "available"] ?? statusLooks.available;
}
