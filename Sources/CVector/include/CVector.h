// The kernels of the index in C: which cells of a block a query needs (walk), which technicians of those cells
// (scan), and in which order (rank). C because the instruction sets are chosen by function attribute and at
// run time, which Swift cannot say.
//
// Every path computes the same float operations in the same order, without fused multiply-add, so that the
// answers are identical bit by bit.

#ifndef GEOD_CVECTOR_H
#define GEOD_CVECTOR_H

#include <stddef.h>
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

// What a walk looks for. With u and v the least differences of latitude and longitude between the origin and a
// cell, in units of the binary angle, the cell is out of reach when  north * u^2 + east * v^2 > limit;  with the
// greatest differences it lies wholly inside when  north * u^2 + east_most * v^2 <= inner.
typedef struct {
  int32_t latitude, longitude;
  float north, east, limit;
  float east_most, inner;  // a negative `inner`: no cell counts as wholly inside
  float min_rating;
  uint32_t conditions;     // GEOD_SCAN_ALL_SKILLS, GEOD_SCAN_ANY_SKILLS, GEOD_SCAN_RATING
  uint64_t all_skills, any_skills;
} geod_walk;

// A block of 8 x 8 cells, row by row from the south west, and the part of it that is asked for. A cell without
// technicians has a run of length 0.
typedef struct {
  const geod_run *runs;     // 64 of each
  const uint64_t *skills;   // at least the union of what the cell's technicians have
  const float *ratings;     // at least the best rating
  uint64_t occupancy;       // bit 8 * row + column for each cell with technicians
  uint32_t row, column;     // of the block's first cell in the grid of 2^16 x 2^16
  uint32_t first_row, last_row, first_column, last_column;  // 0 to 7, ends included
} geod_block;

// Where a walk writes. Both lists need room for 64 more than their count.
typedef struct {
  geod_run *runs;    // cells in reach
  geod_run *inside;  // those wholly inside, when `inner` asks for them; never in `runs` then
  uint32_t run_count, inside_count;
  uint64_t seen;     // technicians in all cells in reach, whether or not their summaries pass
} geod_walk_result;

// Appends the cells of a block that are in reach and may hold somebody who passes.
void geod_walk_block_by(int path, const geod_walk *walk, const geod_block *block,
                        geod_walk_result *result);

// Writes squared distance and slot of every point of the runs that passes, in order, and returns how many.
// Both outputs need room for all points of the runs plus GEOD_SCAN_SLACK.
#define GEOD_SCAN_SLACK 16
uint32_t geod_scan_runs_by(int path, const geod_scan *scan, const geod_columns *columns,
                           const geod_run *runs, uint32_t run_count, float *distances,
                           uint32_t *slots);

// Writes the ids of every point of the runs that passes with a squared distance of at most `sure`, and the slots
// of those who pass with more: up to the limit of the scan, the exact distance has to decide. Returns the number of
// ids. Both outputs need room for all points of the runs plus GEOD_SCAN_SLACK.
uint32_t geod_collect_runs_by(int path, const geod_scan *scan, float sure, const geod_columns *columns,
                              const uint32_t *ids, const geod_run *runs, uint32_t run_count,
                              uint32_t *found, uint32_t *doubtful, uint32_t *doubtful_count);

// Writes the slots of `count` candidates in nearly ascending order of their squared distances, as many as can be
// among the `rank` nearest: those up to the `rank`-th distance times `stretch` plus `slack`. Ranks by counting
// how many are nearer, so it is for few. Returns how many it wrote. `distances` needs room for GEOD_SCAN_SLACK
// more and is overwritten, `ordered` for all candidates.
#define GEOD_ORDER_MAX 128
uint32_t geod_order_by(int path, float *distances, const uint32_t *slots, uint32_t count, uint32_t rank,
                       float stretch, float slack, uint32_t *ordered);

// One end of many geodesics, and the ellipsoid.
typedef struct {
  int32_t latitude, longitude;
  double sine, cosine;   // of the latitude
  double axial, polar;   // distance from the axis and above the plane of the equator, in metres
  double unit;           // radians in a unit of the binary angle
  double a, e2;          // equatorial radius in metres, eccentricity squared
} geod_origin;

// Writes the geodesic distances in metres to the points in `count` slots, which must be near the origin. The same
// operations in the same order as Geodesic.Origin.nearDistanceMeters in Swift, so the same bits. `slots` and
// `meters` need room for GEOD_SCAN_SLACK more.
void geod_measure_by(int path, const geod_origin *origin, const int32_t *points, const uint32_t *slots,
                     uint32_t count, double *meters);

// The paths: 0 is the portable one and always there. The functions above take the one to go, which must be
// available.
#define GEOD_SCAN_PATHS 3
const char *geod_scan_path_name(int path);
int geod_scan_path_available(int path);
// The best available one, chosen before main.
int geod_scan_path_chosen(void);

// Tells the processor that a place will be read or written soon; any address is allowed.
static inline void geod_prefetch(const void *place) { __builtin_prefetch(place, 1); }

// Asks the system to back memory with pages of this size, where it has them; changes nothing else.
#define GEOD_HUGE_PAGE_BYTES 2097152
void geod_ask_for_huge_pages(void *place, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif
