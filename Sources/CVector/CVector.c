// Which path the kernel takes, chosen once.

#include "scan.h"

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

uint32_t geod_scan_runs(const geod_scan *scan, const geod_columns *columns, const geod_run *runs,
                        uint32_t run_count, float *distances, uint32_t *slots) {
  return geod_scan_runs_by(chosen, scan, columns, runs, run_count, distances, slots);
}
