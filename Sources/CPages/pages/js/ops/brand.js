// The mark of the product: an arrow on its way.

import { svg } from "../common/dom.js";

export function brandMark() {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "brand-mark", "aria-hidden": "true", focusable: "false" },
    svg("rect", { width: "24", height: "24", rx: "7" }),
    svg("path", { d: "M12 4.5l5.2 13.5L12 15.4L6.8 18Z" }),
  );
}
