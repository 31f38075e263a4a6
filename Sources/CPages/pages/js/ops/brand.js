// The mark of the product: an arrow on its way.

import { svg } from "../common/dom.js";

export function brandMark() {
  return svg("svg", { viewBox: "0 0 24 24", class: "brand-mark", "aria-hidden": "true", focusable: "false" },
    svg("rect", { width: "24", height: "24", rx: "7" }), svg("path", { d: "M12 4.500l5.200 13.500L12 15.400L6.800 18Z" }));
}
