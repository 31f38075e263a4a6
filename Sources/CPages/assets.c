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
#embed "pages/css/arrival-details.css"
};
static const unsigned char page_2[] = {
#embed "pages/css/arrival-map.css"
};
static const unsigned char page_3[] = {
#embed "pages/css/arrival.css"
};
static const unsigned char page_4[] = {
#embed "pages/css/map.css"
};
static const unsigned char page_5[] = {
#embed "pages/css/tokens.css"
};
static const unsigned char page_6[] = {
#embed "pages/docs.html"
};
static const unsigned char page_7[] = {
#embed "pages/js/arrival/booking.js"
};
static const unsigned char page_8[] = {
#embed "pages/js/arrival/card.js"
};
static const unsigned char page_9[] = {
#embed "pages/js/arrival/credentials.js"
};
static const unsigned char page_10[] = {
#embed "pages/js/arrival/eta.js"
};
static const unsigned char page_11[] = {
#embed "pages/js/arrival/facts.js"
};
static const unsigned char page_12[] = {
#embed "pages/js/arrival/frame.js"
};
static const unsigned char page_13[] = {
#embed "pages/js/arrival/icons.js"
};
static const unsigned char page_14[] = {
#embed "pages/js/arrival/main.js"
};
static const unsigned char page_15[] = {
#embed "pages/js/arrival/map.js"
};
static const unsigned char page_16[] = {
#embed "pages/js/arrival/marker.js"
};
static const unsigned char page_17[] = {
#embed "pages/js/arrival/memory.js"
};
static const unsigned char page_18[] = {
#embed "pages/js/arrival/page.js"
};
static const unsigned char page_19[] = {
#embed "pages/js/arrival/phrases.js"
};
static const unsigned char page_20[] = {
#embed "pages/js/arrival/progress.js"
};
static const unsigned char page_21[] = {
#embed "pages/js/arrival/sheet.js"
};
static const unsigned char page_22[] = {
#embed "pages/js/arrival/speech.js"
};
static const unsigned char page_23[] = {
#embed "pages/js/arrival/status.js"
};
static const unsigned char page_24[] = {
#embed "pages/js/arrival/timeline.js"
};
static const unsigned char page_25[] = {
#embed "pages/js/arrival/view-state.js"
};
static const unsigned char page_26[] = {
#embed "pages/js/common/backoff.js"
};
static const unsigned char page_27[] = {
#embed "pages/js/common/clock.js"
};
static const unsigned char page_28[] = {
#embed "pages/js/common/connection.js"
};
static const unsigned char page_29[] = {
#embed "pages/js/common/dom.js"
};
static const unsigned char page_30[] = {
#embed "pages/js/common/predictor.js"
};
static const unsigned char page_31[] = {
#embed "pages/js/common/status.js"
};
static const unsigned char page_32[] = {
#embed "pages/js/common/words.js"
};
static const unsigned char page_33[] = {
#embed "pages/js/map/base-map.js"
};
static const unsigned char page_34[] = {
#embed "pages/js/map/name-layer.js"
};
static const unsigned char page_35[] = {
#embed "pages/js/map/tile-drawing.js"
};
static const unsigned char page_36[] = {
#embed "pages/js/map/tile-store.js"
};
static const unsigned char page_37[] = {
#embed "pages/languages/ar.json"
};
static const unsigned char page_38[] = {
#embed "pages/languages/en.json"
};
static const unsigned char page_39[] = {
#embed "/usr/share/javascript/leaflet/leaflet.css"
};
static const unsigned char page_40[] = {
#embed "/usr/share/javascript/leaflet/leaflet.min.js"
};
static const unsigned char page_41[] = {
#embed "pages/ops.html"
};

static const GeodPage pages[] = {
  {"arrival.html", page_0, sizeof page_0},
  {"css/arrival-details.css", page_1, sizeof page_1},
  {"css/arrival-map.css", page_2, sizeof page_2},
  {"css/arrival.css", page_3, sizeof page_3},
  {"css/map.css", page_4, sizeof page_4},
  {"css/tokens.css", page_5, sizeof page_5},
  {"docs.html", page_6, sizeof page_6},
  {"js/arrival/booking.js", page_7, sizeof page_7},
  {"js/arrival/card.js", page_8, sizeof page_8},
  {"js/arrival/credentials.js", page_9, sizeof page_9},
  {"js/arrival/eta.js", page_10, sizeof page_10},
  {"js/arrival/facts.js", page_11, sizeof page_11},
  {"js/arrival/frame.js", page_12, sizeof page_12},
  {"js/arrival/icons.js", page_13, sizeof page_13},
  {"js/arrival/main.js", page_14, sizeof page_14},
  {"js/arrival/map.js", page_15, sizeof page_15},
  {"js/arrival/marker.js", page_16, sizeof page_16},
  {"js/arrival/memory.js", page_17, sizeof page_17},
  {"js/arrival/page.js", page_18, sizeof page_18},
  {"js/arrival/phrases.js", page_19, sizeof page_19},
  {"js/arrival/progress.js", page_20, sizeof page_20},
  {"js/arrival/sheet.js", page_21, sizeof page_21},
  {"js/arrival/speech.js", page_22, sizeof page_22},
  {"js/arrival/status.js", page_23, sizeof page_23},
  {"js/arrival/timeline.js", page_24, sizeof page_24},
  {"js/arrival/view-state.js", page_25, sizeof page_25},
  {"js/common/backoff.js", page_26, sizeof page_26},
  {"js/common/clock.js", page_27, sizeof page_27},
  {"js/common/connection.js", page_28, sizeof page_28},
  {"js/common/dom.js", page_29, sizeof page_29},
  {"js/common/predictor.js", page_30, sizeof page_30},
  {"js/common/status.js", page_31, sizeof page_31},
  {"js/common/words.js", page_32, sizeof page_32},
  {"js/map/base-map.js", page_33, sizeof page_33},
  {"js/map/name-layer.js", page_34, sizeof page_34},
  {"js/map/tile-drawing.js", page_35, sizeof page_35},
  {"js/map/tile-store.js", page_36, sizeof page_36},
  {"languages/ar.json", page_37, sizeof page_37},
  {"languages/en.json", page_38, sizeof page_38},
  {"leaflet/leaflet.css", page_39, sizeof page_39},
  {"leaflet/leaflet.js", page_40, sizeof page_40},
  {"ops.html", page_41, sizeof page_41},
};

size_t geod_page_count(void) { return sizeof pages / sizeof pages[0]; }

GeodPage geod_page(size_t index) { return pages[index]; }
