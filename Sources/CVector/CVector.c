// Which path the kernels take, chosen once.

#include "rank.h"
#include "scan.h"
#include "walk.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

void geod_ask_for_huge_pages(void *place, size_t bytes) {
#if defined(MADV_HUGEPAGE)
  madvise(place, bytes, MADV_HUGEPAGE);  // A refusal leaves small pages, which serve as well.
#else
  (void)place;
  (void)bytes;
#endif
}

static int chosen = 0;

int geod_scan_path_available(int path) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (path == 1) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
  if (path == 2)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
  return path == 0;
}

const char *geod_scan_path_name(int path) {
  switch (path) {
    case 2: return "AVX-512";
    case 1: return "AVX2";
    default: return "portable";
  }
}

// Before main and before any thread, so that reading it needs no synchronisation.
__attribute__((constructor)) static void choose(void) {
  for (int path = 0; path < GEOD_SCAN_PATHS; path++)
    if (geod_scan_path_available(path)) chosen = path;
}

int geod_scan_path_chosen(void) { return chosen; }

uint32_t geod_scan_runs_by(int path, const geod_scan *scan, const geod_columns *columns,
                           const geod_run *runs, uint32_t run_count, float *distances,
                           uint32_t *slots) {
#if defined(__x86_64__)
  if (path == 2) return geod_scan_avx512(scan, columns, runs, run_count, distances, slots);
  if (path == 1) return geod_scan_avx2(scan, columns, runs, run_count, distances, slots);
#endif
  (void)path;
  return geod_scan_portable(scan, columns, runs, run_count, distances, slots);
}

uint32_t geod_collect_runs_by(int path, const geod_scan *scan, float sure, const geod_columns *columns,
                              const uint32_t *ids, const geod_run *runs, uint32_t run_count,
                              uint32_t *found, uint32_t *doubtful, uint32_t *doubtful_count) {
  geod_collect_path *collect = geod_collect_portable;
#if defined(__x86_64__)
  if (path == 2) collect = geod_collect_avx512;
  if (path == 1) collect = geod_collect_avx2;
#endif
  (void)path;
  return collect(scan, sure, columns, ids, runs, run_count, found, doubtful, doubtful_count);
}

void geod_walk_block_by(int path, const geod_walk *walk, const geod_block *block,
                        geod_walk_result *result) {
#if defined(__x86_64__)
  if (path == 2) return geod_walk_avx512(walk, block, result);
  if (path == 1) return geod_walk_avx2(walk, block, result);
#endif
  (void)path;
  geod_walk_portable(walk, block, result);
}

uint32_t geod_order_by(int path, float *distances, const uint32_t *slots, uint32_t count, uint32_t rank,
                       float stretch, float slack, uint32_t *ordered) {
#if defined(__x86_64__)
  if (path == 2) return geod_order_avx512(distances, slots, count, rank, stretch, slack, ordered);
  if (path == 1) return geod_order_avx2(distances, slots, count, rank, stretch, slack, ordered);
#endif
  (void)path;
  return geod_order_portable(distances, slots, count, rank, stretch, slack, ordered);
}

void geod_measure_by(int path, const geod_origin *origin, const int32_t *points, const uint32_t *slots,
                     uint32_t count, double *meters) {
#if defined(__x86_64__)
  if (path == 2) return geod_measure_avx512(origin, points, slots, count, meters);
  if (path == 1) return geod_measure_avx2(origin, points, slots, count, meters);
#endif
  (void)path;
  geod_measure_portable(origin, points, slots, count, meters);
}
