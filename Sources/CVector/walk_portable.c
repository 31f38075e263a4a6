// The walk for every processor.

#include "walk.h"

void geod_walk_portable(const geod_walk *walk, const geod_block *block, geod_walk_result *result) {
  geod_walk_scalar(walk, block, result);
}
