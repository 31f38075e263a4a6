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
