// Eight points at a time with AVX2; the rest of a cell one by one.

#include "scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,popcnt,bmi")))

// One bit per lane for eight slots: do the attributes pass?
TARGET static inline uint32_t admitted(const geod_scan *q, const geod_columns *c, uint32_t s) {
  uint32_t mask = 0xFF;
  if (q->conditions & (GEOD_SCAN_ALL_SKILLS | GEOD_SCAN_ANY_SKILLS)) {
    const __m256i low = _mm256_loadu_si256((const __m256i *)(c->skills + s));
    const __m256i high = _mm256_loadu_si256((const __m256i *)(c->skills + s + 4));
    if (q->conditions & GEOD_SCAN_ALL_SKILLS) {
      const __m256i need = _mm256_set1_epi64x((long long)q->all_skills);
      const __m256i a = _mm256_cmpeq_epi64(_mm256_and_si256(low, need), need);
      const __m256i b = _mm256_cmpeq_epi64(_mm256_and_si256(high, need), need);
      mask &= (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(a)) |
              (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(b)) << 4;
    }
    if (q->conditions & GEOD_SCAN_ANY_SKILLS) {
      const __m256i any = _mm256_set1_epi64x((long long)q->any_skills), zero = _mm256_setzero_si256();
      const __m256i a = _mm256_cmpeq_epi64(_mm256_and_si256(low, any), zero);
      const __m256i b = _mm256_cmpeq_epi64(_mm256_and_si256(high, any), zero);
      mask &= ~((uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(a)) |
                (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(b)) << 4);
    }
  }
  if (q->conditions & GEOD_SCAN_RATING) {
    const __m256 ratings = _mm256_loadu_ps(c->ratings + s);
    mask &= (uint32_t)_mm256_movemask_ps(
        _mm256_cmp_ps(ratings, _mm256_set1_ps(q->min_rating), _CMP_GE_OQ));
  }
  return mask;
}

// The question in registers.
typedef struct {
  __m256i latitude, longitude;
  __m256 north, east0, east1, east2;
} question;

TARGET static inline question spread(const geod_scan *q) {
  return (question){_mm256_set1_epi32(q->latitude), _mm256_set1_epi32(q->longitude),
                    _mm256_set1_ps(q->north),       _mm256_set1_ps(q->east0),
                    _mm256_set1_ps(q->east1),       _mm256_set1_ps(q->east2)};
}

// The squared distances of the eight points from a slot on.
TARGET static inline __m256 squared(const question *q, const int32_t *points, uint32_t slot) {
  // shuffle_ps on two loads leaves the points in the order 0 1 4 5 2 3 6 7; this permutation mends it.
  const __m256i mend = _mm256_setr_epi32(0, 1, 4, 5, 2, 3, 6, 7);
  const float *p = (const float *)(const void *)(points + 2 * (uint64_t)slot);
  const __m256 a = _mm256_loadu_ps(p), b = _mm256_loadu_ps(p + 8);
  const __m256i lat = _mm256_permutevar8x32_epi32(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)), mend);
  const __m256i lon = _mm256_permutevar8x32_epi32(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xDD)), mend);
  const __m256 u = _mm256_cvtepi32_ps(_mm256_sub_epi32(lat, q->latitude));
  const __m256 v = _mm256_cvtepi32_ps(_mm256_sub_epi32(lon, q->longitude));
  const __m256 bend = _mm256_mul_ps(u, _mm256_add_ps(q->east1, _mm256_mul_ps(u, q->east2)));
  const __m256 along = _mm256_mul_ps(_mm256_mul_ps(u, u), q->north);
  const __m256 across = _mm256_mul_ps(_mm256_mul_ps(v, v), _mm256_sub_ps(q->east0, bend));
  return _mm256_add_ps(along, across);
}

TARGET uint32_t geod_scan_avx2(const geod_scan *q, const geod_columns *c, const geod_run *runs,
                               uint32_t run_count, float *distances, uint32_t *slots) {
  const question wide = spread(q);
  const __m256 limit = _mm256_set1_ps(q->limit);
  const uint32_t one_by_one = q->conditions & (GEOD_SCAN_STATUS | GEOD_SCAN_LOAD);
  uint32_t found = 0;
  for (uint32_t r = 0; r < run_count; r++) {
    uint32_t slot = runs[r].start;
    const uint32_t end = slot + runs[r].count;
    for (; end - slot >= 8; slot += 8) {
      const __m256 d = squared(&wide, c->points, slot);
      uint32_t mask = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(d, limit, _CMP_LE_OQ));
      if (mask && q->conditions) mask &= admitted(q, c, slot);
      if (!mask) continue;
      float lanes[8];
      _mm256_storeu_ps(lanes, d);
      for (; mask; mask &= mask - 1) {
        const uint32_t lane = (uint32_t)__builtin_ctz(mask);
        if (one_by_one && !geod_admits(q, c, slot + lane)) continue;
        distances[found] = lanes[lane];
        slots[found] = slot + lane;
        found++;
      }
    }
    found = geod_scan_scalar(q, c, slot, end, distances, slots, found);
  }
  return found;
}

TARGET uint32_t geod_collect_avx2(const geod_scan *q, float sure, const geod_columns *c, const uint32_t *ids,
                                  const geod_run *runs, uint32_t run_count, uint32_t *found,
                                  uint32_t *doubtful, uint32_t *doubtful_count) {
  const question wide = spread(q);
  const __m256 limit = _mm256_set1_ps(q->limit), inner = _mm256_set1_ps(sure);
  const uint32_t one_by_one = q->conditions & (GEOD_SCAN_STATUS | GEOD_SCAN_LOAD);
  uint32_t count = 0;
  *doubtful_count = 0;
  for (uint32_t r = 0; r < run_count; r++) {
    uint32_t slot = runs[r].start;
    const uint32_t end = slot + runs[r].count;
    for (; end - slot >= 8; slot += 8) {
      const __m256 d = squared(&wide, c->points, slot);
      uint32_t mask = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(d, limit, _CMP_LE_OQ));
      if (mask && q->conditions) mask &= admitted(q, c, slot);
      const uint32_t certain = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(d, inner, _CMP_LE_OQ));
      for (; mask; mask &= mask - 1) {
        const uint32_t lane = (uint32_t)__builtin_ctz(mask);
        if (one_by_one && !geod_admits(q, c, slot + lane)) continue;
        if (certain >> lane & 1)
          found[count++] = ids[slot + lane];
        else
          doubtful[(*doubtful_count)++] = slot + lane;
      }
    }
    count = geod_collect_scalar(q, sure, c, ids, slot, end, found, count, doubtful, doubtful_count);
  }
  return count;
}
#endif
