// Sixteen points at a time with AVX-512; the end of a cell by masks, so that nothing beyond it is read.

#include "scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,popcnt,bmi")))

// Which of the lanes in `live` pass the conditions; only those are read.
TARGET static inline __mmask16 admitted(const geod_scan *q, const geod_columns *c, uint32_t s,
                                        __mmask16 live) {
  __mmask16 mask = live;
  if (q->conditions & (GEOD_SCAN_ALL_SKILLS | GEOD_SCAN_ANY_SKILLS)) {
    const __m512i low = _mm512_maskz_loadu_epi64((__mmask8)live, c->skills + s);
    const __m512i high = _mm512_maskz_loadu_epi64((__mmask8)(live >> 8), c->skills + s + 8);
    if (q->conditions & GEOD_SCAN_ALL_SKILLS) {
      const __m512i need = _mm512_set1_epi64((long long)q->all_skills);
      const __mmask8 a = _mm512_cmpeq_epi64_mask(_mm512_and_si512(low, need), need);
      const __mmask8 b = _mm512_cmpeq_epi64_mask(_mm512_and_si512(high, need), need);
      mask &= (__mmask16)(a | b << 8);
    }
    if (q->conditions & GEOD_SCAN_ANY_SKILLS) {
      const __m512i any = _mm512_set1_epi64((long long)q->any_skills);
      mask &= (__mmask16)(_mm512_test_epi64_mask(low, any) | _mm512_test_epi64_mask(high, any) << 8);
    }
  }
  if (q->conditions & GEOD_SCAN_RATING) {
    const __m512 ratings = _mm512_maskz_loadu_ps(live, c->ratings + s);
    mask &= _mm512_cmp_ps_mask(ratings, _mm512_set1_ps(q->min_rating), _CMP_GE_OQ);
  }
  if (q->conditions & GEOD_SCAN_STATUS) {
    // Bit `status` of a 64-bit set, in 32-bit lanes: shifts of 32 and more give 0, on either half.
    const __m512i status = _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(live, c->statuses + s));
    const __m512i low = _mm512_srlv_epi32(_mm512_set1_epi32((int)(uint32_t)q->statuses), status);
    const __m512i high = _mm512_srlv_epi32(_mm512_set1_epi32((int)(uint32_t)(q->statuses >> 32)),
                                           _mm512_sub_epi32(status, _mm512_set1_epi32(32)));
    mask &= _mm512_test_epi32_mask(_mm512_or_si512(low, high), _mm512_set1_epi32(1));
  }
  if (q->conditions & GEOD_SCAN_LOAD) {
    const __m512i load = _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(live, c->loads + s));
    mask &= _mm512_cmple_epu32_mask(load, _mm512_set1_epi32((int)q->max_load));
  }
  return mask;
}

// The question in registers.
typedef struct {
  __m512i latitude, longitude;
  __m512 north, east0, east1, east2;
} question;

TARGET static inline question spread(const geod_scan *q) {
  return (question){_mm512_set1_epi32(q->latitude), _mm512_set1_epi32(q->longitude),
                    _mm512_set1_ps(q->north),       _mm512_set1_ps(q->east0),
                    _mm512_set1_ps(q->east1),       _mm512_set1_ps(q->east2)};
}

// The squared distances of the first `left` of sixteen points from a slot on; nothing beyond them is read.
TARGET static inline __m512 squared(const question *q, const int32_t *points, uint32_t slot, uint32_t left) {
  const __m512i evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const __m512i odds = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  const uint32_t words = left >= 16 ? 0xFFFFFFFFu : (uint32_t)((1ull << (2 * left)) - 1);
  const int32_t *p = points + 2 * (uint64_t)slot;
  const __m512i a = _mm512_maskz_loadu_epi32((__mmask16)words, p);
  const __m512i b = _mm512_maskz_loadu_epi32((__mmask16)(words >> 16), p + 16);
  const __m512i lat = _mm512_permutex2var_epi32(a, evens, b);
  const __m512i lon = _mm512_permutex2var_epi32(a, odds, b);
  const __m512 u = _mm512_cvtepi32_ps(_mm512_sub_epi32(lat, q->latitude));
  const __m512 v = _mm512_cvtepi32_ps(_mm512_sub_epi32(lon, q->longitude));
  const __m512 bend = _mm512_mul_ps(u, _mm512_add_ps(q->east1, _mm512_mul_ps(u, q->east2)));
  const __m512 along = _mm512_mul_ps(_mm512_mul_ps(u, u), q->north);
  const __m512 across = _mm512_mul_ps(_mm512_mul_ps(v, v), _mm512_sub_ps(q->east0, bend));
  return _mm512_add_ps(along, across);
}

TARGET static inline __mmask16 living(uint32_t left) {
  return left >= 16 ? 0xFFFF : (__mmask16)((1u << left) - 1);
}

// How many runs ahead memory is asked for.
enum { AHEAD = 12 };

// Asks for the points of a run: the first lines, from which the processor goes on by itself.
static inline void fetch(const geod_columns *c, const geod_run *run) {
  const char *points = (const char *)(c->points + 2 * (uint64_t)run->start);
  __builtin_prefetch(points);
  __builtin_prefetch(points + 64);
  __builtin_prefetch(points + 128);
}

TARGET uint32_t geod_scan_avx512(const geod_scan *q, const geod_columns *c, const geod_run *runs,
                                 uint32_t run_count, float *distances, uint32_t *slots) {
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const question wide = spread(q);
  const __m512 limit = _mm512_set1_ps(q->limit);
  // Skills first: where few have them, most points need not be read.
  const uint32_t rare = q->conditions & (GEOD_SCAN_ALL_SKILLS | GEOD_SCAN_ANY_SKILLS);
  uint32_t found = 0;
  for (uint32_t r = 0; r < run_count && r < AHEAD; r++) fetch(c, runs + r);
  for (uint32_t r = 0; r < run_count; r++) {
    if (r + AHEAD < run_count) fetch(c, runs + r + AHEAD);
    const uint32_t end = runs[r].start + runs[r].count;
    for (uint32_t slot = runs[r].start; slot < end; slot += 16) {
      __mmask16 mask = living(end - slot);
      if (rare && !(mask = admitted(q, c, slot, mask))) continue;
      const __m512 d = squared(&wide, c->points, slot, end - slot);
      mask = _mm512_mask_cmp_ps_mask(mask, d, limit, _CMP_LE_OQ);
      if (q->conditions && !rare && mask) mask = admitted(q, c, slot, mask);
      _mm512_storeu_ps(distances + found, _mm512_maskz_compress_ps(mask, d));
      _mm512_storeu_si512(slots + found, _mm512_maskz_compress_epi32(
                                             mask, _mm512_add_epi32(lanes, _mm512_set1_epi32((int)slot))));
      found += (uint32_t)__builtin_popcount(mask);
    }
  }
  return found;
}

TARGET uint32_t geod_collect_avx512(const geod_scan *q, float sure, const geod_columns *c,
                                    const uint32_t *ids, const geod_run *runs, uint32_t run_count,
                                    uint32_t *found, uint32_t *doubtful, uint32_t *doubtful_count) {
  const question wide = spread(q);
  const __m512 limit = _mm512_set1_ps(q->limit), inner = _mm512_set1_ps(sure);
  uint32_t count = 0;
  *doubtful_count = 0;
  for (uint32_t r = 0; r < run_count; r++) {
    const uint32_t end = runs[r].start + runs[r].count;
    for (uint32_t slot = runs[r].start; slot < end; slot += 16) {
      const __mmask16 live = living(end - slot);
      const __m512 d = squared(&wide, c->points, slot, end - slot);
      __mmask16 mask = _mm512_mask_cmp_ps_mask(live, d, limit, _CMP_LE_OQ);
      if (mask && q->conditions) mask = admitted(q, c, slot, mask);
      const __mmask16 certain = _mm512_mask_cmp_ps_mask(mask, d, inner, _CMP_LE_OQ);
      const __m512i names = _mm512_maskz_loadu_epi32(certain, ids + slot);
      _mm512_storeu_si512(found + count, _mm512_maskz_compress_epi32(certain, names));
      count += (uint32_t)__builtin_popcount(certain);
      for (uint32_t rest = mask & (uint32_t)~certain; rest; rest &= rest - 1)
        doubtful[(*doubtful_count)++] = slot + (uint32_t)__builtin_ctz(rest);
    }
  }
  return count;
}
#endif
