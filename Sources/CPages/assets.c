// Made by scripts/embed-pages from the folder `pages`: the files as arrays, and the table of them.

#include "CPages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#if !__has_embed("/usr/share/javascript/leaflet/leaflet.min.js")
#error "Leaflet is not where the package libjs-leaflet puts it: run scripts/bootstrap"
#endif

static const unsigned char page_0[] = {
#embed "pages/arrival.html"
};
static const unsigned char page_1[] = {
#embed "pages/css/map.css"
};
static const unsigned char page_2[] = {
#embed "pages/css/tokens.css"
};
static const unsigned char page_3[] = {
#embed "pages/docs.html"
};
static const unsigned char page_4[] = {
#embed "pages/js/common/backoff.js"
};
static const unsigned char page_5[] = {
#embed "pages/js/common/clock.js"
};
static const unsigned char page_6[] = {
#embed "pages/js/common/connection.js"
};
static const unsigned char page_7[] = {
#embed "pages/js/common/dom.js"
};
static const unsigned char page_8[] = {
#embed "pages/js/common/predictor.js"
};
static const unsigned char page_9[] = {
#embed "pages/js/common/status.js"
};
static const unsigned char page_10[] = {
#embed "pages/js/common/words.js"
};
static const unsigned char page_11[] = {
#embed "pages/js/map/base-map.js"
};
static const unsigned char page_12[] = {
#embed "pages/js/map/name-layer.js"
};
static const unsigned char page_13[] = {
#embed "pages/js/map/tile-drawing.js"
};
static const unsigned char page_14[] = {
#embed "pages/js/map/tile-store.js"
};
static const unsigned char page_15[] = {
#embed "pages/languages/ar.json"
};
static const unsigned char page_16[] = {
#embed "pages/languages/en.json"
};
static const unsigned char page_17[] = {
#embed "/usr/share/javascript/leaflet/leaflet.css"
};
static const unsigned char page_18[] = {
#embed "/usr/share/javascript/leaflet/leaflet.min.js"
};
static const unsigned char page_19[] = {
#embed "pages/ops.html"
};

static const GeodPage pages[] = {
  {"arrival.html", page_0, sizeof page_0},
  {"css/map.css", page_1, sizeof page_1},
  {"css/tokens.css", page_2, sizeof page_2},
  {"docs.html", page_3, sizeof page_3},
  {"js/common/backoff.js", page_4, sizeof page_4},
  {"js/common/clock.js", page_5, sizeof page_5},
  {"js/common/connection.js", page_6, sizeof page_6},
  {"js/common/dom.js", page_7, sizeof page_7},
  {"js/common/predictor.js", page_8, sizeof page_8},
  {"js/common/status.js", page_9, sizeof page_9},
  {"js/common/words.js", page_10, sizeof page_10},
  {"js/map/base-map.js", page_11, sizeof page_11},
  {"js/map/name-layer.js", page_12, sizeof page_12},
  {"js/map/tile-drawing.js", page_13, sizeof page_13},
  {"js/map/tile-store.js", page_14, sizeof page_14},
  {"languages/ar.json", page_15, sizeof page_15},
  {"languages/en.json", page_16, sizeof page_16},
  {"leaflet/leaflet.css", page_17, sizeof page_17},
  {"leaflet/leaflet.js", page_18, sizeof page_18},
  {"ops.html", page_19, sizeof page_19},
};

size_t geod_page_count(void) { return sizeof pages / sizeof pages[0]; }

GeodPage geod_page(size_t index) { return pages[index]; }
