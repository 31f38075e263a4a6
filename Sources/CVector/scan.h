// Shared by the paths of the kernel: the type of a path, and one point computed in plain C.

#ifndef GEOD_SCAN_H
#define GEOD_SCAN_H

#include "CVector.h"

typedef uint32_t geod_scan_path(const geod_scan *, const geod_columns *, const geod_run *, uint32_t, float *,
                                uint32_t *);
geod_scan_path geod_scan_portable;
#if defined(__x86_64__)
geod_scan_path geod_scan_avx2, geod_scan_avx512;
#endif

typedef uint32_t geod_collect_path(const geod_scan *, float, const geod_columns *, const uint32_t *,
                                   const geod_run *, uint32_t, uint32_t *, uint32_t *, uint32_t *);
geod_collect_path geod_collect_portable;
#if defined(__x86_64__)
geod_collect_path geod_collect_avx2, geod_collect_avx512;
#endif

// The vector paths keep every multiplication and addition apart; so must the scalar tail.
#pragma STDC FP_CONTRACT OFF

static inline float geod_squared_distance(const geod_scan *q, const int32_t *point) {
  // Differences wrap, so that the short way across the antimeridian comes out.
  const float u = (float)(int32_t)((uint32_t)point[0] - (uint32_t)q->latitude);
  const float v = (float)(int32_t)((uint32_t)point[1] - (uint32_t)q->longitude);
  const float slope = u * q->east2;
  const float bend = u * (q->east1 + slope);
  const float along = (u * u) * q->north;
  const float across = (v * v) * (q->east0 - bend);
  return along + across;
}

static inline int geod_admits(const geod_scan *q, const geod_columns *c, uint32_t slot) {
  const uint32_t k = q->conditions;
  if ((k & GEOD_SCAN_ALL_SKILLS) && (c->skills[slot] & q->all_skills) != q->all_skills) return 0;
  if ((k & GEOD_SCAN_ANY_SKILLS) && !(c->skills[slot] & q->any_skills)) return 0;
  if ((k & GEOD_SCAN_RATING) && !(c->ratings[slot] >= q->min_rating)) return 0;
  if ((k & GEOD_SCAN_STATUS) && !((q->statuses >> (c->statuses[slot] & 63)) & 1)) return 0;
  if ((k & GEOD_SCAN_LOAD) && c->loads[slot] > q->max_load) return 0;
  return 1;
}

// Slots first..<end one by one; returns the new count of what passed.
static inline uint32_t geod_scan_scalar(const geod_scan *q, const geod_columns *c, uint32_t first,
                                        uint32_t end, float *distances, uint32_t *slots,
                                        uint32_t found) {
  for (uint32_t slot = first; slot < end; slot++) {
    const float d = geod_squared_distance(q, c->points + 2 * (uint64_t)slot);
    if (d <= q->limit && geod_admits(q, c, slot)) {
      distances[found] = d;
      slots[found] = slot;
      found++;
    }
  }
  return found;
}

// The same for ids; `doubtful_count` is read and written.
static inline uint32_t geod_collect_scalar(const geod_scan *q, float sure, const geod_columns *c,
                                           const uint32_t *ids, uint32_t first, uint32_t end,
                                           uint32_t *found, uint32_t count, uint32_t *doubtful,
                                           uint32_t *doubtful_count) {
  for (uint32_t slot = first; slot < end; slot++) {
    const float d = geod_squared_distance(q, c->points + 2 * (uint64_t)slot);
    if (!(d <= q->limit) || !geod_admits(q, c, slot)) continue;
    if (d <= sure)
      found[count++] = ids[slot];
    else
      doubtful[(*doubtful_count)++] = slot;
  }
  return count;
}

#endif
