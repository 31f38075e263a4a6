// Shared by the paths of ranking: ranks by counting and the exact distance, in plain C.

#ifndef GEOD_RANK_H
#define GEOD_RANK_H

#include <math.h>
#include <string.h>

#include "CVector.h"

typedef uint32_t geod_order_path(float *, const uint32_t *, uint32_t, uint32_t, float, float, uint32_t *);
typedef void geod_measure_path(const geod_origin *, const int32_t *, const uint32_t *, uint32_t, double *);

geod_order_path geod_order_portable;
geod_measure_path geod_measure_portable;
#if defined(__x86_64__)
geod_order_path geod_order_avx2, geod_order_avx512;
geod_measure_path geod_measure_avx2, geod_measure_avx512;
#endif

// The vector paths keep every multiplication and addition apart; so must this.
#pragma STDC FP_CONTRACT OFF

// The key of a candidate: the bits of its distance, which order like the distance since none is negative, with
// the low ones replaced by its index. No two are equal, so every rank is taken once.
#define GEOD_KEY_INDEX 0x7F
static inline int32_t geod_float_bits(float value) {
  int32_t bits;
  memcpy(&bits, &value, 4);
  return bits;
}

// The greatest key that is kept, from the key of rank `rank` - 1: its distance rounded up, stretched.
static inline int32_t geod_last_key(int32_t key, float stretch, float slack) {
  const int32_t bits = key | GEOD_KEY_INDEX;
  float distance;
  memcpy(&distance, &bits, 4);
  return geod_float_bits(distance * stretch + slack) | GEOD_KEY_INDEX;
}

// Puts the slots into their places, given keys and ranks, and returns how many are kept. Everybody is placed, without
// a branch: whoever is not kept comes behind those who are.
static inline uint32_t geod_place(const int32_t *keys, const int32_t *ranks, const uint32_t *slots,
                                  uint32_t count, uint32_t rank, float stretch, float slack,
                                  uint32_t *ordered) {
  int32_t sorted[GEOD_ORDER_MAX];
  for (uint32_t i = 0; i < count; i++) {
    ordered[ranks[i]] = slots[i];
    sorted[ranks[i]] = keys[i];
  }
  if (rank >= count) return count;
  const int32_t last = geod_last_key(sorted[rank - 1], stretch, slack);
  uint32_t kept = rank;
  while (kept < count && sorted[kept] <= last) kept++;
  return kept;
}

static inline double geod_near_meters(const geod_origin *o, const int32_t *point) {
  const double x = (double)(int32_t)((uint32_t)point[0] - (uint32_t)o->latitude) * o->unit;
  const double xx = x * x;
  const double sin_north = x * (1 - xx * (1 / 6.0 - xx * (1 / 120.0)));
  const double cos_north = 1 - xx * (0.5 - xx * (1 / 24.0 - xx * (1 / 720.0)));
  const double sin2 = o->sine * cos_north + o->cosine * sin_north;
  const double cos2 = o->cosine * cos_north - o->sine * sin_north;
  const double y = (double)(int32_t)((uint32_t)point[1] - (uint32_t)o->longitude) * (0.5 * o->unit);
  const double yy = y * y;
  const double sin_half_east = y * (1 - yy * (1 / 6.0 - yy * (1 / 120.0)));

  const double normal2 = o->a / sqrt(1 - o->e2 * sin2 * sin2);
  const double axial2 = normal2 * cos2;
  const double delta_axial = o->axial - axial2;
  const double delta_polar = o->polar - normal2 * (1 - o->e2) * sin2;
  const double along = delta_axial * delta_axial + delta_polar * delta_polar;
  const double across = 4 * o->axial * axial2 * sin_half_east * sin_half_east;
  const double chord = along + across;
  if (!(chord > 0)) return 0;

  const double sin_middle = 0.5 * (o->sine + sin2);
  const double w = 1 - o->e2 * sin_middle * sin_middle;
  const double bend = across + along * w * (1 / (1 - o->e2));
  const double t = bend * bend * w * (1 / (o->a * o->a)) / chord;
  return sqrt(chord) * (1 + t * (1 / 24.0 + t * (3 / 640.0)));
}

#endif
