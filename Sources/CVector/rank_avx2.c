// Ranking with AVX2: counting eight at a time, geodesics four at a time.

#include "rank.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,popcnt,bmi")))

TARGET uint32_t geod_order_avx2(float *distances, const uint32_t *slots, uint32_t count, uint32_t rank,
                                float stretch, float slack, uint32_t *ordered) {
  int32_t keys[GEOD_ORDER_MAX + 8], ranks[GEOD_ORDER_MAX + 8];
  for (uint32_t i = 0; i < count; i++)
    keys[i] = (geod_float_bits(distances[i]) & ~GEOD_KEY_INDEX) | (int32_t)i;
  for (uint32_t i = count; i < count + 8; i++) keys[i] = INT32_MAX;
  for (uint32_t block = 0; block < count; block += 8) {
    const __m256i own = _mm256_loadu_si256((const __m256i *)(keys + block));
    __m256i counts = _mm256_setzero_si256();
    for (uint32_t j = 0; j < count; j++)
      counts = _mm256_sub_epi32(counts, _mm256_cmpgt_epi32(own, _mm256_set1_epi32(keys[j])));
    _mm256_storeu_si256((__m256i *)(ranks + block), counts);
  }
  return geod_place(keys, ranks, slots, count, rank, stretch, slack, ordered);
}

// The lines are those of geod_near_meters.
TARGET void geod_measure_avx2(const geod_origin *o, const int32_t *points, const uint32_t *slots,
                              uint32_t count, double *meters) {
  const __m256d one = _mm256_set1_pd(1), half = _mm256_set1_pd(0.5);
  const __m256d c6 = _mm256_set1_pd(1 / 6.0), c120 = _mm256_set1_pd(1 / 120.0);
  const __m256d c24 = _mm256_set1_pd(1 / 24.0), c720 = _mm256_set1_pd(1 / 720.0);
  const __m256d unit = _mm256_set1_pd(o->unit), half_unit = _mm256_set1_pd(0.5 * o->unit);
  const __m256d sine = _mm256_set1_pd(o->sine), cosine = _mm256_set1_pd(o->cosine);
  const __m256d a = _mm256_set1_pd(o->a), e2 = _mm256_set1_pd(o->e2);
  const __m256d axial = _mm256_set1_pd(o->axial), polar = _mm256_set1_pd(o->polar);
#define MUL _mm256_mul_pd
#define ADD _mm256_add_pd
#define SUB _mm256_sub_pd
  for (uint32_t i = 0; i < count; i += 4) {
    __m128i lat = _mm_setzero_si128(), lon = _mm_setzero_si128();
    int32_t lats[4] = {0}, lons[4] = {0};
    for (uint32_t lane = 0; lane < 4 && i + lane < count; lane++) {
      const int32_t *p = points + 2 * (uint64_t)slots[i + lane];
      lats[lane] = p[0];
      lons[lane] = p[1];
    }
    lat = _mm_sub_epi32(_mm_loadu_si128((const __m128i *)lats), _mm_set1_epi32(o->latitude));
    lon = _mm_sub_epi32(_mm_loadu_si128((const __m128i *)lons), _mm_set1_epi32(o->longitude));
    const __m256d x = MUL(_mm256_cvtepi32_pd(lat), unit), xx = MUL(x, x);
    const __m256d sin_north = MUL(x, SUB(one, MUL(xx, SUB(c6, MUL(xx, c120)))));
    const __m256d cos_north = SUB(one, MUL(xx, SUB(half, MUL(xx, SUB(c24, MUL(xx, c720))))));
    const __m256d sin2 = ADD(MUL(sine, cos_north), MUL(cosine, sin_north));
    const __m256d cos2 = SUB(MUL(cosine, cos_north), MUL(sine, sin_north));
    const __m256d y = MUL(_mm256_cvtepi32_pd(lon), half_unit), yy = MUL(y, y);
    const __m256d sin_half_east = MUL(y, SUB(one, MUL(yy, SUB(c6, MUL(yy, c120)))));

    const __m256d normal2 = _mm256_div_pd(a, _mm256_sqrt_pd(SUB(one, MUL(MUL(e2, sin2), sin2))));
    const __m256d axial2 = MUL(normal2, cos2);
    const __m256d delta_axial = SUB(axial, axial2);
    const __m256d delta_polar = SUB(polar, MUL(MUL(normal2, SUB(one, e2)), sin2));
    const __m256d along = ADD(MUL(delta_axial, delta_axial), MUL(delta_polar, delta_polar));
    const __m256d across =
        MUL(MUL(MUL(_mm256_set1_pd(4 * o->axial), axial2), sin_half_east), sin_half_east);
    const __m256d chord = ADD(along, across);

    const __m256d sin_middle = MUL(half, ADD(sine, sin2));
    const __m256d w = SUB(one, MUL(MUL(e2, sin_middle), sin_middle));
    const __m256d bend = ADD(across, MUL(MUL(along, w), _mm256_set1_pd(1 / (1 - o->e2))));
    const __m256d t = _mm256_div_pd(
        MUL(MUL(MUL(bend, bend), w), _mm256_set1_pd(1 / (o->a * o->a))), chord);
    const __m256d far = MUL(_mm256_sqrt_pd(chord), ADD(one, MUL(t, ADD(c24, MUL(t, _mm256_set1_pd(3 / 640.0))))));
    const __m256d apart = _mm256_cmp_pd(chord, _mm256_setzero_pd(), _CMP_GT_OQ);
    _mm256_storeu_pd(meters + i, _mm256_and_pd(apart, far));
  }
}
#endif
