// The walk with AVX2: the lists are short, so the compiler's own use of the wider registers is enough.

#include "walk.h"

#if defined(__x86_64__)
__attribute__((target("avx2,popcnt,bmi"), flatten)) void geod_walk_avx2(const geod_walk *walk,
                                                                          const geod_block *block,
                                                                          geod_walk_result *result) {
  geod_walk_scalar(walk, block, result);
}
#endif
