// Shared by the paths of the walk: gaps between the origin and a cell, and one block in plain C.

#ifndef GEOD_WALK_H
#define GEOD_WALK_H

#include "CVector.h"

void geod_walk_portable(const geod_walk *, const geod_block *, geod_walk_result *);
#if defined(__x86_64__)
void geod_walk_avx2(const geod_walk *, const geod_block *, geod_walk_result *);
void geod_walk_avx512(const geod_walk *, const geod_block *, geod_walk_result *);
#endif

// The vector paths keep every multiplication and addition apart; so must this.
#pragma STDC FP_CONTRACT OFF

#define GEOD_ROW_HEIGHT 32768    // units of latitude
#define GEOD_COLUMN_WIDTH 65536  // units of longitude

static inline int32_t geod_larger(int32_t a, int32_t b) { return a > b ? a : b; }
static inline int32_t geod_smaller(int32_t a, int32_t b) { return a < b ? a : b; }

// The southern edge of a row of cells.
static inline int32_t geod_row_south(uint32_t row) {
  return (int32_t)(row * GEOD_ROW_HEIGHT) - (1 << 30);
}

// The least and the greatest difference of latitude to a row, both ends included.
static inline float geod_row_gap(int32_t south, int32_t latitude) {
  const int32_t below = south - latitude, above = latitude - (south + GEOD_ROW_HEIGHT);
  return (float)geod_larger(0, geod_larger(below, above));
}
static inline float geod_row_reach(int32_t south, int32_t latitude) {
  return (float)geod_larger(latitude - south, south + GEOD_ROW_HEIGHT - latitude);
}

// The western edge of a column of cells as seen from a longitude; wraps at the antimeridian.
static inline int32_t geod_column_west(uint32_t column, int32_t longitude) {
  return (int32_t)(((column << 16) ^ 0x80000000u) - (uint32_t)longitude);
}

// The least difference of longitude to a column. Both edges are east (or both west) of the origin only when
// the short way to each is another one; then the nearer of them counts.
static inline float geod_column_gap(int32_t west) {
  const int32_t from_east = (int32_t)(0u - (uint32_t)west - (GEOD_COLUMN_WIDTH - 1));
  if (west > 0 && from_east > 0) return (float)geod_smaller(west, from_east);
  return (float)geod_larger(0, geod_larger(west, from_east));
}
// The greatest difference, for columns that are not on the other side of the earth.
static inline float geod_column_reach(int32_t west) {
  const float a = (float)west, b = (float)(int32_t)((uint32_t)west + GEOD_COLUMN_WIDTH);
  return -a > b ? -a : b;
}

// A bit for each row that is asked for and has technicians in the columns that are asked for: far out most have none.
static inline uint32_t geod_rows_asked(const geod_block *b) {
  const uint32_t columns = (0xFFu << b->first_column) & (0xFFu >> (7 - b->last_column));
  uint64_t bits = b->occupancy & (columns * 0x0101010101010101ull);
  // Any bit of a byte to its highest, then the highest bits together.
  bits = (bits | (((bits & 0x7F7F7F7F7F7F7F7Full) + 0x7F7F7F7F7F7F7F7Full))) & 0x8080808080808080ull;
  const uint32_t rows = (uint32_t)((bits >> 7) * 0x0102040810204080ull >> 56);
  return rows & (0xFFu << b->first_row) & (0xFFu >> (7 - b->last_row));
}

static inline int geod_summary_passes(const geod_walk *w, const geod_block *b, uint32_t cell) {
  const uint32_t k = w->conditions;
  if ((k & GEOD_SCAN_ALL_SKILLS) && (b->skills[cell] & w->all_skills) != w->all_skills) return 0;
  if ((k & GEOD_SCAN_ANY_SKILLS) && !(b->skills[cell] & w->any_skills)) return 0;
  if ((k & GEOD_SCAN_RATING) && !(b->ratings[cell] >= w->min_rating)) return 0;
  return 1;
}

static inline void geod_walk_scalar(const geod_walk *w, const geod_block *b, geod_walk_result *out) {
  float near[8], far[8];
  for (uint32_t i = b->first_column; i <= b->last_column; i++) {
    const int32_t west = geod_column_west(b->column + i, w->longitude);
    const float gap = geod_column_gap(west), reach = geod_column_reach(west);
    near[i] = w->east * (gap * gap);
    far[i] = w->east_most * (reach * reach);
  }
  for (uint32_t rows = geod_rows_asked(b); rows; rows &= rows - 1) {
    const uint32_t row = (uint32_t)__builtin_ctz(rows);
    const int32_t south = geod_row_south(b->row + row);
    const float gap = geod_row_gap(south, w->latitude), reach = geod_row_reach(south, w->latitude);
    const float least = w->north * (gap * gap), most = w->north * (reach * reach);
    for (uint32_t i = b->first_column; i <= b->last_column; i++) {
      const geod_run run = b->runs[8 * row + i];
      if (run.count == 0 || !(least + near[i] <= w->limit)) continue;
      out->seen += run.count;
      if (w->conditions && !geod_summary_passes(w, b, 8 * row + i)) continue;
      if (most + far[i] <= w->inner)
        out->inside[out->inside_count++] = run;
      else
        out->runs[out->run_count++] = run;
    }
  }
}

#endif
