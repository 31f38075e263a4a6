// Made by scripts/embed-pages from the folder `pages`: the files as arrays, and the table of them.

#include "CPages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#if !__has_embed("/usr/share/javascript/leaflet/leaflet.js")
#error "Leaflet is not where the package libjs-leaflet puts it: run scripts/bootstrap"
#endif

static const unsigned char page_0[] = {
#embed "pages/arrival.html"
};
static const unsigned char page_1[] = {
#embed "pages/docs.html"
};
static const unsigned char page_2[] = {
#embed "pages/languages/ar.json"
};
static const unsigned char page_3[] = {
#embed "pages/languages/en.json"
};
static const unsigned char page_4[] = {
#embed "/usr/share/javascript/leaflet/leaflet.css"
};
static const unsigned char page_5[] = {
#embed "/usr/share/javascript/leaflet/leaflet.js"
};
static const unsigned char page_6[] = {
#embed "pages/ops.html"
};

static const GeodPage pages[] = {
  {"arrival.html", page_0, sizeof page_0},
  {"docs.html", page_1, sizeof page_1},
  {"languages/ar.json", page_2, sizeof page_2},
  {"languages/en.json", page_3, sizeof page_3},
  {"leaflet/leaflet.css", page_4, sizeof page_4},
  {"leaflet/leaflet.js", page_5, sizeof page_5},
  {"ops.html", page_6, sizeof page_6},
};

size_t geod_page_count(void) { return sizeof pages / sizeof pages[0]; }

GeodPage geod_page(size_t index) { return pages[index]; }
