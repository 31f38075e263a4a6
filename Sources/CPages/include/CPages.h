// The files that browsers are served, compiled into the program, so that geod reads none at run time. assets.c is
// made from the folder `pages` by scripts/embed-pages.

#ifndef GEOD_CPAGES_H
#define GEOD_CPAGES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// One file: its path below `pages`, with slashes, and what is in it. Both live as long as the program.
typedef struct {
  const char *path;
  const unsigned char *bytes;
  size_t count;
} GeodPage;

// How many files there are.
size_t geod_page_count(void);

// The file with this number, from 0, in the order of the paths.
GeodPage geod_page(size_t index);

#ifdef __cplusplus
}
#endif

#endif
