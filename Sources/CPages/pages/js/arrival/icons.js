// The drawings of the page: small ones in the colour of the text, and large ones for states without a map.

import { icon, svg } from "../common/dom.js";

/** Made anew for each place, as an element can be in one place only. */
export const icons = {
  check: () => icon("M5 12.5 10 17.5 19 7.5"),
  clock: () => icon("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z", "M12 8v4.4l2.8 1.8"),
  person: () => icon("M12 4.5a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6Z", "M4.8 20a7.2 7.2 0 0 1 14.4 0"),
  shield: () => icon("M12 3.5 19 6v5.4c0 4.3-2.9 7.6-7 9.1-4.1-1.5-7-4.8-7-9.1V6Z", "M9 12l2.2 2.2L15.2 10"),
  message: () => icon("M4.5 5.5h15v10.8H11l-4 3.4v-3.4H4.5Z"),
  cross: () => icon("M6.5 6.5l11 11", "M17.5 6.5l-11 11"),
  frame: () => icon("M4 9V4h5", "M15 4h5v5", "M20 15v5h-5", "M9 20H4v-5", "M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z"),
  star: () => {
    const star = icon("M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L3.6 9.7l5.8-.8Z");
    star.classList.add("icon-filled");
    return star;
  },
};

/** @param {...string} paths */
function emblem(...paths) {
  return svg(
    "svg",
    { viewBox: "0 0 96 96", class: "emblem-drawing", focusable: "false" },
    svg("circle", { cx: 48, cy: 48, r: 46, class: "emblem-halo" }),
    svg("circle", { cx: 48, cy: 48, r: 33, class: "emblem-ground" }),
    ...paths.map((d) => svg("path", { d, class: "emblem-line" })),
  );
}

const link = ["M43 53l10-10", "M46 40l5-5a8.5 8.5 0 0 1 12 12l-5 5", "M50 56l-5 5a8.5 8.5 0 0 1-12-12l5-5"];

/** One for each state that has no map. */
export const emblems = {
  reassigned: () => emblem("M34 42h26", "M54 35.5 60.5 42 54 48.5", "M62 55H36", "M42 48.5 35.5 55 42 61.5"),
  expired: () => emblem("M48 31a17 17 0 1 0 0 34 17 17 0 0 0 0-34Z", "M48 39v9.5l6 4"),
  revoked: () => emblem(...link, "M34 34l28 28"),
  unknown: () => emblem(...link),
  unreachable: () =>
    emblem("M31 45a25 25 0 0 1 34 0", "M37.5 52a16 16 0 0 1 21 0", "M44 58.5a7 7 0 0 1 8 0", "M48 64v.2", "M34 32l28 32"),
};
