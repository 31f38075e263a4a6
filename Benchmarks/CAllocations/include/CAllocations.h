// How often a thread has asked for memory: benchmarks show with it that an operation does not.

#ifndef GEOD_CALLOCATIONS_H
#define GEOD_CALLOCATIONS_H

#include <stdint.h>

// Calls of malloc and its relatives by this thread since it began; -1 where they cannot be counted (another C
// library than glibc, or a sanitizer that stands in the way).
int64_t geod_allocations_of_thread(void);

#endif
