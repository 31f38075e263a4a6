// Counters of drawing, for whoever measures the page: `window.geodFrames`.
//
//   frames       animation frames in which the technicians were drawn, since `reset()`
//   worstGapMs   the longest time between two such frames that followed one another (rests do not count)
//   meanDrawMs   mean time of drawing technicians in one frame, on the main thread
//   drawn        technicians drawn in the last frame
//   parsed       `pos` messages taken in, and `items` in them
//   reset()      begins anew
//
// A benchmark opens `/ops?group=never`, so that technicians are not put together in groups, calls `reset()`, waits, and
// reads `frames` over the seconds that passed. Groups do not glide: they are drawn when their numbers change.

let last = 0;
let drawing = 0;

export const frames = {
  frames: 0, worstGapMs: 0, meanDrawMs: 0, drawn: 0, parsed: 0, items: 0,
  reset() {
    frames.frames = frames.worstGapMs = frames.meanDrawMs = frames.parsed = frames.items = 0;
    last = drawing = 0;
  },
};

window.geodFrames = frames;

/**
 * Counts a frame.
 * @param {number} began `performance.now()` before drawing
 * @param {number} drawn how many technicians
 * @param {boolean} goesOn whether another frame follows at once
 */
export function countFrame(began, drawn, goesOn) {
  const ended = performance.now();
  frames.frames += 1;
  drawing += ended - began;
  frames.meanDrawMs = drawing / frames.frames;
  frames.drawn = drawn;
  if (last > 0 && began - last > frames.worstGapMs) frames.worstGapMs = began - last;
  last = goesOn ? began : 0;
}
