// Ranking with AVX-512: counting sixteen at a time, geodesics eight at a time.

#include "rank.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,popcnt,bmi")))

TARGET uint32_t geod_order_avx512(float *distances, const uint32_t *slots, uint32_t count, uint32_t rank,
                                  float stretch, float slack, uint32_t *ordered) {
  int32_t keys[GEOD_ORDER_MAX + 16], ranks[GEOD_ORDER_MAX + 16];
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i one = _mm512_set1_epi32(1);
  for (uint32_t block = 0; block < count; block += 16) {
    const __m512i bits = _mm512_andnot_si512(_mm512_set1_epi32(GEOD_KEY_INDEX),
                                             _mm512_loadu_si512(distances + block));
    const __m512i index = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)block));
    _mm512_storeu_si512(keys + block, _mm512_or_si512(bits, index));
  }
  for (uint32_t block = 0; block < count; block += 16) {
    const __m512i own = _mm512_loadu_si512(keys + block);
    __m512i even = _mm512_setzero_si512(), odd = _mm512_setzero_si512();
    uint32_t j = 0;
    for (; j + 1 < count; j += 2) {
      even = _mm512_mask_add_epi32(even, _mm512_cmplt_epi32_mask(_mm512_set1_epi32(keys[j]), own), even, one);
      odd = _mm512_mask_add_epi32(odd, _mm512_cmplt_epi32_mask(_mm512_set1_epi32(keys[j + 1]), own), odd, one);
    }
    if (j < count)
      even = _mm512_mask_add_epi32(even, _mm512_cmplt_epi32_mask(_mm512_set1_epi32(keys[j]), own), even, one);
    _mm512_storeu_si512(ranks + block, _mm512_add_epi32(even, odd));
  }
  return geod_place(keys, ranks, slots, count, rank, stretch, slack, ordered);
}

// The lines are those of geod_near_meters.
TARGET void geod_measure_avx512(const geod_origin *o, const int32_t *points, const uint32_t *slots,
                              uint32_t count, double *meters) {
  const __m512d one = _mm512_set1_pd(1), half = _mm512_set1_pd(0.5);
  const __m512d c6 = _mm512_set1_pd(1 / 6.0), c120 = _mm512_set1_pd(1 / 120.0);
  const __m512d c24 = _mm512_set1_pd(1 / 24.0), c720 = _mm512_set1_pd(1 / 720.0);
  const __m512d unit = _mm512_set1_pd(o->unit), half_unit = _mm512_set1_pd(0.5 * o->unit);
  const __m512d sine = _mm512_set1_pd(o->sine), cosine = _mm512_set1_pd(o->cosine);
  const __m512d a = _mm512_set1_pd(o->a), e2 = _mm512_set1_pd(o->e2);
  const __m512d axial = _mm512_set1_pd(o->axial), polar = _mm512_set1_pd(o->polar);
  const __m256i latitude = _mm256_set1_epi32(o->latitude), longitude = _mm256_set1_epi32(o->longitude);
#define MUL _mm512_mul_pd
#define ADD _mm512_add_pd
#define SUB _mm512_sub_pd
  for (uint32_t i = 0; i < count; i += 8) {
    const uint32_t left = count - i;
    const __mmask8 live = left >= 8 ? 0xFF : (__mmask8)((1u << left) - 1);
    const __m512i index = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(live, slots + i));
    const __m512i pair = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), live, index, points, 8);
    const __m256i lat = _mm256_sub_epi32(_mm512_cvtepi64_epi32(pair), latitude);
    const __m256i lon = _mm256_sub_epi32(_mm512_cvtepi64_epi32(_mm512_srli_epi64(pair, 32)), longitude);
    const __m512d x = MUL(_mm512_cvtepi32_pd(lat), unit), xx = MUL(x, x);
    const __m512d sin_north = MUL(x, SUB(one, MUL(xx, SUB(c6, MUL(xx, c120)))));
    const __m512d cos_north = SUB(one, MUL(xx, SUB(half, MUL(xx, SUB(c24, MUL(xx, c720))))));
    const __m512d sin2 = ADD(MUL(sine, cos_north), MUL(cosine, sin_north));
    const __m512d cos2 = SUB(MUL(cosine, cos_north), MUL(sine, sin_north));
    const __m512d y = MUL(_mm512_cvtepi32_pd(lon), half_unit), yy = MUL(y, y);
    const __m512d sin_half_east = MUL(y, SUB(one, MUL(yy, SUB(c6, MUL(yy, c120)))));

    const __m512d normal2 = _mm512_div_pd(a, _mm512_sqrt_pd(SUB(one, MUL(MUL(e2, sin2), sin2))));
    const __m512d axial2 = MUL(normal2, cos2);
    const __m512d delta_axial = SUB(axial, axial2);
    const __m512d delta_polar = SUB(polar, MUL(MUL(normal2, SUB(one, e2)), sin2));
    const __m512d along = ADD(MUL(delta_axial, delta_axial), MUL(delta_polar, delta_polar));
    const __m512d across =
        MUL(MUL(MUL(_mm512_set1_pd(4 * o->axial), axial2), sin_half_east), sin_half_east);
    const __m512d chord = ADD(along, across);

    const __m512d sin_middle = MUL(half, ADD(sine, sin2));
    const __m512d w = SUB(one, MUL(MUL(e2, sin_middle), sin_middle));
    const __m512d bend = ADD(across, MUL(MUL(along, w), _mm512_set1_pd(1 / (1 - o->e2))));
    const __m512d t = _mm512_div_pd(
        MUL(MUL(MUL(bend, bend), w), _mm512_set1_pd(1 / (o->a * o->a))), chord);
    const __m512d far = MUL(_mm512_sqrt_pd(chord), ADD(one, MUL(t, ADD(c24, MUL(t, _mm512_set1_pd(3 / 640.0))))));
    const __mmask8 apart = _mm512_cmp_pd_mask(chord, _mm512_setzero_pd(), _CMP_GT_OQ);
    _mm512_storeu_pd(meters + i, _mm512_maskz_mov_pd(apart, far));
  }
}
#endif
