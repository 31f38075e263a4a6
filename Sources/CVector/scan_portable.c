// The path for every processor.

#include "scan.h"

uint32_t geod_scan_portable(const geod_scan *q, const geod_columns *c, const geod_run *runs,
                            uint32_t run_count, float *distances, uint32_t *slots) {
  uint32_t found = 0;
  for (uint32_t r = 0; r < run_count; r++) {
    const uint32_t start = runs[r].start;
    found = geod_scan_scalar(q, c, start, start + runs[r].count, distances, slots, found);
  }
  return found;
}

uint32_t geod_collect_portable(const geod_scan *q, float sure, const geod_columns *c, const uint32_t *ids,
                               const geod_run *runs, uint32_t run_count, uint32_t *found,
                               uint32_t *doubtful, uint32_t *doubtful_count) {
  uint32_t count = 0;
  *doubtful_count = 0;
  for (uint32_t r = 0; r < run_count; r++)
    count = geod_collect_scalar(q, sure, c, ids, runs[r].start, runs[r].start + runs[r].count, found, count,
                                doubtful, doubtful_count);
  return count;
}
