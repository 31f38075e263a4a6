// Where the customer's page begins: which share, which elements, and off.

import { byId } from "../common/dom.js";
import { ArrivalPage } from "./page.js";

/** The key of a share: 128 bits in base64url. */
const key = /^\/t\/([A-Za-z0-9_-]{22})\/?$/.exec(location.pathname)?.[1] ?? null;

new ArrivalPage(key, byId).start();
