// Ranking for every processor.

#include "rank.h"

uint32_t geod_order_portable(float *distances, const uint32_t *slots, uint32_t count, uint32_t rank,
                             float stretch, float slack, uint32_t *ordered) {
  int32_t keys[GEOD_ORDER_MAX], ranks[GEOD_ORDER_MAX];
  for (uint32_t i = 0; i < count; i++) {
    keys[i] = (geod_float_bits(distances[i]) & ~GEOD_KEY_INDEX) | (int32_t)i;
    ranks[i] = 0;
  }
  for (uint32_t j = 0; j < count; j++)
    for (uint32_t i = 0; i < count; i++) ranks[i] += keys[j] < keys[i];
  return geod_place(keys, ranks, slots, count, rank, stretch, slack, ordered);
}

void geod_measure_portable(const geod_origin *origin, const int32_t *points, const uint32_t *slots,
                           uint32_t count, double *meters) {
  for (uint32_t i = 0; i < count; i++)
    meters[i] = geod_near_meters(origin, points + 2 * (uint64_t)slots[i]);
}
