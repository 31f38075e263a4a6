// The one kernel of the index in C: over the columns of some cells, squared local distance, filters, and
// compaction of what passes. C because the instruction sets are chosen by function attribute and at run
// time, which Swift cannot say.
//
// Every path computes the same float operations in the same order, without fused multiply-add, so that the
// answers are identical bit by bit.

#ifndef GEOD_CVECTOR_H
#define GEOD_CVECTOR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Which conditions a scan has; what is not named is not looked at.
enum {
  GEOD_SCAN_ALL_SKILLS = 1,
  GEOD_SCAN_ANY_SKILLS = 2,
  GEOD_SCAN_RATING = 4,
  GEOD_SCAN_STATUS = 8,
  GEOD_SCAN_LOAD = 16,
};

// The question. With u and v the differences of latitude and longitude in units of the binary angle, the
// squared distance is  north * u^2 + (east0 - u * (east1 + u * east2)) * v^2.
typedef struct {
  int32_t latitude, longitude;
  float north, east0, east1, east2;
  float limit;          // the greatest squared distance that passes, inclusive
  float min_rating;
  uint32_t conditions;  // GEOD_SCAN_*
  uint32_t max_load;
  uint64_t all_skills, any_skills, statuses;
} geod_scan;

// The columns of the index. Points are pairs of latitude and longitude.
typedef struct {
  const int32_t *points;
  const uint64_t *skills;
  const float *ratings;
  const uint8_t *statuses;
  const uint8_t *loads;
} geod_columns;

// A run of slots in the columns: one cell.
typedef struct {
  uint32_t start, count;
} geod_run;

// Writes squared distance and slot of every point of the runs that passes, in order, and returns how many.
// Both outputs need room for all points of the runs plus GEOD_SCAN_SLACK.
#define GEOD_SCAN_SLACK 16
uint32_t geod_scan_runs(const geod_scan *scan, const geod_columns *columns, const geod_run *runs,
                        uint32_t run_count, float *distances, uint32_t *slots);

// The paths, for tests and reports. 0 is the portable one and always there.
#define GEOD_SCAN_PATHS 3
const char *geod_scan_path_name(int path);
int geod_scan_path_available(int path);
// The path that geod_scan_runs takes: the best available one, chosen before main.
int geod_scan_path_chosen(void);
// As geod_scan_runs by a given path, which must be available.
uint32_t geod_scan_runs_by(int path, const geod_scan *scan, const geod_columns *columns,
                           const geod_run *runs, uint32_t run_count, float *distances,
                           uint32_t *slots);

#ifdef __cplusplus
}
#endif

#endif
