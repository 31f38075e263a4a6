// The walk with AVX-512: a row of eight cells is one cache line of runs, and one of skills.

#include "walk.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,popcnt,bmi")))

// Which cells of a row may hold somebody who passes.
TARGET static inline __mmask8 passing(const geod_walk *w, const geod_block *b, uint32_t cell, __mmask8 mask) {
  if (w->conditions & (GEOD_SCAN_ALL_SKILLS | GEOD_SCAN_ANY_SKILLS)) {
    const __m512i skills = _mm512_loadu_si512(b->skills + cell);
    if (w->conditions & GEOD_SCAN_ALL_SKILLS) {
      const __m512i need = _mm512_set1_epi64((long long)w->all_skills);
      mask &= _mm512_cmpeq_epi64_mask(_mm512_and_si512(skills, need), need);
    }
    if (w->conditions & GEOD_SCAN_ANY_SKILLS)
      mask &= _mm512_test_epi64_mask(skills, _mm512_set1_epi64((long long)w->any_skills));
  }
  if (w->conditions & GEOD_SCAN_RATING)
    mask &= _mm256_cmp_ps_mask(_mm256_loadu_ps(b->ratings + cell), _mm256_set1_ps(w->min_rating),
                               _CMP_GE_OQ);
  return mask;
}

TARGET void geod_walk_avx512(const geod_walk *w, const geod_block *b, geod_walk_result *out) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i steps = _mm256_slli_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), 16);
  const __m256i west =
      _mm256_add_epi32(_mm256_set1_epi32(geod_column_west(b->column, w->longitude)), steps);
  const __m256i from_east =
      _mm256_sub_epi32(_mm256_sub_epi32(zero, west), _mm256_set1_epi32(GEOD_COLUMN_WIDTH - 1));
  const __m256i ahead = _mm256_max_epi32(zero, _mm256_max_epi32(west, from_east));
  const __mmask8 around = _mm256_cmpgt_epi32_mask(west, zero) & _mm256_cmpgt_epi32_mask(from_east, zero);
  const __m256 gaps = _mm256_cvtepi32_ps(_mm256_mask_min_epi32(ahead, around, west, from_east));
  const __m256 near = _mm256_mul_ps(_mm256_set1_ps(w->east), _mm256_mul_ps(gaps, gaps));
  const __m256 to_west = _mm256_sub_ps(_mm256_setzero_ps(), _mm256_cvtepi32_ps(west));
  const __m256 to_east = _mm256_cvtepi32_ps(_mm256_add_epi32(west, _mm256_set1_epi32(GEOD_COLUMN_WIDTH)));
  const __m256 reaches = _mm256_max_ps(to_west, to_east);
  const __m256 far = _mm256_mul_ps(_mm256_set1_ps(w->east_most), _mm256_mul_ps(reaches, reaches));
  const __mmask8 columns = (__mmask8)((0xFFu << b->first_column) & (0xFFu >> (7 - b->last_column)));
  const __m512i counts = _mm512_set1_epi64((long long)0xFFFFFFFF00000000ull);

  __m512i seen = _mm512_setzero_si512();
  uint32_t found = out->run_count, inside = out->inside_count;
  for (uint32_t rows = geod_rows_asked(b); rows; rows &= rows - 1) {
    const uint32_t row = (uint32_t)__builtin_ctz(rows);
    const int32_t south = geod_row_south(b->row + row);
    const float gap = geod_row_gap(south, w->latitude);
    const __m256 least = _mm256_add_ps(_mm256_set1_ps(w->north * (gap * gap)), near);
    const __m512i runs = _mm512_loadu_si512(b->runs + 8 * row);
    __mmask8 mask = _mm256_mask_cmp_ps_mask(columns, least, _mm256_set1_ps(w->limit), _CMP_LE_OQ);
    mask &= _mm512_test_epi64_mask(runs, counts);
    seen = _mm512_mask_add_epi64(seen, mask, seen, _mm512_srli_epi64(runs, 32));
    if (w->conditions) mask = passing(w, b, 8 * row, mask);
    if (w->inner >= 0) {
      const float reach = geod_row_reach(south, w->latitude);
      const __m256 most = _mm256_add_ps(_mm256_set1_ps(w->north * (reach * reach)), far);
      const __mmask8 whole = _mm256_mask_cmp_ps_mask(mask, most, _mm256_set1_ps(w->inner), _CMP_LE_OQ);
      _mm512_storeu_si512(out->inside + inside, _mm512_maskz_compress_epi64(whole, runs));
      inside += (uint32_t)__builtin_popcount(whole);
      mask &= (__mmask8)~whole;
    }
    _mm512_storeu_si512(out->runs + found, _mm512_maskz_compress_epi64(mask, runs));
    found += (uint32_t)__builtin_popcount(mask);
  }
  out->run_count = found;
  out->inside_count = inside;
  out->seen += (uint64_t)_mm512_reduce_add_epi64(seen);
}
#endif
