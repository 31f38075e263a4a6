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
#embed "pages/css/arrival-head.css"
};
static const unsigned char page_3[] = {
#embed "pages/css/arrival-map.css"
};
static const unsigned char page_4[] = {
#embed "pages/css/arrival.css"
};
static const unsigned char page_5[] = {
#embed "pages/css/docs-code.css"
};
static const unsigned char page_6[] = {
#embed "pages/css/docs-operation.css"
};
static const unsigned char page_7[] = {
#embed "pages/css/docs.css"
};
static const unsigned char page_8[] = {
#embed "pages/css/map.css"
};
static const unsigned char page_9[] = {
#embed "pages/css/ops-bar.css"
};
static const unsigned char page_10[] = {
#embed "pages/css/ops-details.css"
};
static const unsigned char page_11[] = {
#embed "pages/css/ops-dialogs.css"
};
static const unsigned char page_12[] = {
#embed "pages/css/ops-history.css"
};
static const unsigned char page_13[] = {
#embed "pages/css/ops-map.css"
};
static const unsigned char page_14[] = {
#embed "pages/css/ops-match.css"
};
static const unsigned char page_15[] = {
#embed "pages/css/ops-parts.css"
};
static const unsigned char page_16[] = {
#embed "pages/css/ops-picker.css"
};
static const unsigned char page_17[] = {
#embed "pages/css/ops-queue.css"
};
static const unsigned char page_18[] = {
#embed "pages/css/ops-sign-in.css"
};
static const unsigned char page_19[] = {
#embed "pages/css/ops.css"
};
static const unsigned char page_20[] = {
#embed "pages/css/tokens.css"
};
static const unsigned char page_21[] = {
#embed "pages/docs.html"
};
static const unsigned char page_22[] = {
#embed "pages/js/arrival/booking.js"
};
static const unsigned char page_23[] = {
#embed "pages/js/arrival/card.js"
};
static const unsigned char page_24[] = {
#embed "pages/js/arrival/credentials.js"
};
static const unsigned char page_25[] = {
#embed "pages/js/arrival/eta.js"
};
static const unsigned char page_26[] = {
#embed "pages/js/arrival/facts.js"
};
static const unsigned char page_27[] = {
#embed "pages/js/arrival/frame.js"
};
static const unsigned char page_28[] = {
#embed "pages/js/arrival/icons.js"
};
static const unsigned char page_29[] = {
#embed "pages/js/arrival/main.js"
};
static const unsigned char page_30[] = {
#embed "pages/js/arrival/map.js"
};
static const unsigned char page_31[] = {
#embed "pages/js/arrival/marker.js"
};
static const unsigned char page_32[] = {
#embed "pages/js/arrival/memory.js"
};
static const unsigned char page_33[] = {
#embed "pages/js/arrival/page.js"
};
static const unsigned char page_34[] = {
#embed "pages/js/arrival/phrases.js"
};
static const unsigned char page_35[] = {
#embed "pages/js/arrival/progress.js"
};
static const unsigned char page_36[] = {
#embed "pages/js/arrival/sheet.js"
};
static const unsigned char page_37[] = {
#embed "pages/js/arrival/speech.js"
};
static const unsigned char page_38[] = {
#embed "pages/js/arrival/status.js"
};
static const unsigned char page_39[] = {
#embed "pages/js/arrival/timeline.js"
};
static const unsigned char page_40[] = {
#embed "pages/js/arrival/view-state.js"
};
static const unsigned char page_41[] = {
#embed "pages/js/common/backoff.js"
};
static const unsigned char page_42[] = {
#embed "pages/js/common/clock.js"
};
static const unsigned char page_43[] = {
#embed "pages/js/common/connection.js"
};
static const unsigned char page_44[] = {
#embed "pages/js/common/dom.js"
};
static const unsigned char page_45[] = {
#embed "pages/js/common/predictor.js"
};
static const unsigned char page_46[] = {
#embed "pages/js/common/status.js"
};
static const unsigned char page_47[] = {
#embed "pages/js/common/words.js"
};
static const unsigned char page_48[] = {
#embed "pages/js/docs/example.js"
};
static const unsigned char page_49[] = {
#embed "pages/js/docs/highlight.js"
};
static const unsigned char page_50[] = {
#embed "pages/js/docs/introduction.js"
};
static const unsigned char page_51[] = {
#embed "pages/js/docs/main.js"
};
static const unsigned char page_52[] = {
#embed "pages/js/docs/model.js"
};
static const unsigned char page_53[] = {
#embed "pages/js/docs/operation.js"
};
static const unsigned char page_54[] = {
#embed "pages/js/docs/prose.js"
};
static const unsigned char page_55[] = {
#embed "pages/js/docs/schema.js"
};
static const unsigned char page_56[] = {
#embed "pages/js/docs/sidebar.js"
};
static const unsigned char page_57[] = {
#embed "pages/js/docs/socket.js"
};
static const unsigned char page_58[] = {
#embed "pages/js/map/base-map.js"
};
static const unsigned char page_59[] = {
#embed "pages/js/map/name-layer.js"
};
static const unsigned char page_60[] = {
#embed "pages/js/map/tile-drawing.js"
};
static const unsigned char page_61[] = {
#embed "pages/js/map/tile-store.js"
};
static const unsigned char page_62[] = {
#embed "pages/js/ops/api.js"
};
static const unsigned char page_63[] = {
#embed "pages/js/ops/area-topics.js"
};
static const unsigned char page_64[] = {
#embed "pages/js/ops/assign-dialog.js"
};
static const unsigned char page_65[] = {
#embed "pages/js/ops/blitter.js"
};
static const unsigned char page_66[] = {
#embed "pages/js/ops/booking-actions.js"
};
static const unsigned char page_67[] = {
#embed "pages/js/ops/booking-facts.js"
};
static const unsigned char page_68[] = {
#embed "pages/js/ops/booking-panel.js"
};
static const unsigned char page_69[] = {
#embed "pages/js/ops/bookings-layer.js"
};
static const unsigned char page_70[] = {
#embed "pages/js/ops/brand.js"
};
static const unsigned char page_71[] = {
#embed "pages/js/ops/candidate-row.js"
};
static const unsigned char page_72[] = {
#embed "pages/js/ops/candidates.js"
};
static const unsigned char page_73[] = {
#embed "pages/js/ops/canvas-layer.js"
};
static const unsigned char page_74[] = {
#embed "pages/js/ops/clock-text.js"
};
static const unsigned char page_75[] = {
#embed "pages/js/ops/clusters.js"
};
static const unsigned char page_76[] = {
#embed "pages/js/ops/connection-pill.js"
};
static const unsigned char page_77[] = {
#embed "pages/js/ops/decisions.js"
};
static const unsigned char page_78[] = {
#embed "pages/js/ops/demand-layer.js"
};
static const unsigned char page_79[] = {
#embed "pages/js/ops/details.js"
};
static const unsigned char page_80[] = {
#embed "pages/js/ops/dialog.js"
};
static const unsigned char page_81[] = {
#embed "pages/js/ops/directory.js"
};
static const unsigned char page_82[] = {
#embed "pages/js/ops/event-log.js"
};
static const unsigned char page_83[] = {
#embed "pages/js/ops/feed.js"
};
static const unsigned char page_84[] = {
#embed "pages/js/ops/fleet-layer.js"
};
static const unsigned char page_85[] = {
#embed "pages/js/ops/fleet.js"
};
static const unsigned char page_86[] = {
#embed "pages/js/ops/frames.js"
};
static const unsigned char page_87[] = {
#embed "pages/js/ops/geohash.js"
};
static const unsigned char page_88[] = {
#embed "pages/js/ops/hover-label.js"
};
static const unsigned char page_89[] = {
#embed "pages/js/ops/icons.js"
};
static const unsigned char page_90[] = {
#embed "pages/js/ops/keyboard.js"
};
static const unsigned char page_91[] = {
#embed "pages/js/ops/main.js"
};
static const unsigned char page_92[] = {
#embed "pages/js/ops/map-controls.js"
};
static const unsigned char page_93[] = {
#embed "pages/js/ops/map.js"
};
static const unsigned char page_94[] = {
#embed "pages/js/ops/match-query.js"
};
static const unsigned char page_95[] = {
#embed "pages/js/ops/model.js"
};
static const unsigned char page_96[] = {
#embed "pages/js/ops/paced-clock.js"
};
static const unsigned char page_97[] = {
#embed "pages/js/ops/panel-parts.js"
};
static const unsigned char page_98[] = {
#embed "pages/js/ops/pick-grid.js"
};
static const unsigned char page_99[] = {
#embed "pages/js/ops/picker.js"
};
static const unsigned char page_100[] = {
#embed "pages/js/ops/pin-sprites.js"
};
static const unsigned char page_101[] = {
#embed "pages/js/ops/queue-filters.js"
};
static const unsigned char page_102[] = {
#embed "pages/js/ops/queue-row.js"
};
static const unsigned char page_103[] = {
#embed "pages/js/ops/queue.js"
};
static const unsigned char page_104[] = {
#embed "pages/js/ops/reason-field.js"
};
static const unsigned char page_105[] = {
#embed "pages/js/ops/reasons.js"
};
static const unsigned char page_106[] = {
#embed "pages/js/ops/search.js"
};
static const unsigned char page_107[] = {
#embed "pages/js/ops/session.js"
};
static const unsigned char page_108[] = {
#embed "pages/js/ops/share-dialog.js"
};
static const unsigned char page_109[] = {
#embed "pages/js/ops/sign-in.js"
};
static const unsigned char page_110[] = {
#embed "pages/js/ops/signal.js"
};
static const unsigned char page_111[] = {
#embed "pages/js/ops/skill-names.js"
};
static const unsigned char page_112[] = {
#embed "pages/js/ops/sprites.js"
};
static const unsigned char page_113[] = {
#embed "pages/js/ops/status-shapes.js"
};
static const unsigned char page_114[] = {
#embed "pages/js/ops/technician-panel.js"
};
static const unsigned char page_115[] = {
#embed "pages/js/ops/toast.js"
};
static const unsigned char page_116[] = {
#embed "pages/js/ops/top-bar.js"
};
static const unsigned char page_117[] = {
#embed "pages/js/ops/urgency.js"
};
static const unsigned char page_118[] = {
#embed "pages/js/ops/zones-layer.js"
};
static const unsigned char page_119[] = {
#embed "pages/languages/ar.json"
};
static const unsigned char page_120[] = {
#embed "pages/languages/en.json"
};
static const unsigned char page_121[] = {
#embed "/usr/share/javascript/leaflet/leaflet.css"
};
static const unsigned char page_122[] = {
#embed "/usr/share/javascript/leaflet/leaflet.min.js"
};
static const unsigned char page_123[] = {
#embed "pages/ops.html"
};

static const GeodPage pages[] = {
  {"arrival.html", page_0, sizeof page_0},
  {"css/arrival-details.css", page_1, sizeof page_1},
  {"css/arrival-head.css", page_2, sizeof page_2},
  {"css/arrival-map.css", page_3, sizeof page_3},
  {"css/arrival.css", page_4, sizeof page_4},
  {"css/docs-code.css", page_5, sizeof page_5},
  {"css/docs-operation.css", page_6, sizeof page_6},
  {"css/docs.css", page_7, sizeof page_7},
  {"css/map.css", page_8, sizeof page_8},
  {"css/ops-bar.css", page_9, sizeof page_9},
  {"css/ops-details.css", page_10, sizeof page_10},
  {"css/ops-dialogs.css", page_11, sizeof page_11},
  {"css/ops-history.css", page_12, sizeof page_12},
  {"css/ops-map.css", page_13, sizeof page_13},
  {"css/ops-match.css", page_14, sizeof page_14},
  {"css/ops-parts.css", page_15, sizeof page_15},
  {"css/ops-picker.css", page_16, sizeof page_16},
  {"css/ops-queue.css", page_17, sizeof page_17},
  {"css/ops-sign-in.css", page_18, sizeof page_18},
  {"css/ops.css", page_19, sizeof page_19},
  {"css/tokens.css", page_20, sizeof page_20},
  {"docs.html", page_21, sizeof page_21},
  {"js/arrival/booking.js", page_22, sizeof page_22},
  {"js/arrival/card.js", page_23, sizeof page_23},
  {"js/arrival/credentials.js", page_24, sizeof page_24},
  {"js/arrival/eta.js", page_25, sizeof page_25},
  {"js/arrival/facts.js", page_26, sizeof page_26},
  {"js/arrival/frame.js", page_27, sizeof page_27},
  {"js/arrival/icons.js", page_28, sizeof page_28},
  {"js/arrival/main.js", page_29, sizeof page_29},
  {"js/arrival/map.js", page_30, sizeof page_30},
  {"js/arrival/marker.js", page_31, sizeof page_31},
  {"js/arrival/memory.js", page_32, sizeof page_32},
  {"js/arrival/page.js", page_33, sizeof page_33},
  {"js/arrival/phrases.js", page_34, sizeof page_34},
  {"js/arrival/progress.js", page_35, sizeof page_35},
  {"js/arrival/sheet.js", page_36, sizeof page_36},
  {"js/arrival/speech.js", page_37, sizeof page_37},
  {"js/arrival/status.js", page_38, sizeof page_38},
  {"js/arrival/timeline.js", page_39, sizeof page_39},
  {"js/arrival/view-state.js", page_40, sizeof page_40},
  {"js/common/backoff.js", page_41, sizeof page_41},
  {"js/common/clock.js", page_42, sizeof page_42},
  {"js/common/connection.js", page_43, sizeof page_43},
  {"js/common/dom.js", page_44, sizeof page_44},
  {"js/common/predictor.js", page_45, sizeof page_45},
  {"js/common/status.js", page_46, sizeof page_46},
  {"js/common/words.js", page_47, sizeof page_47},
  {"js/docs/example.js", page_48, sizeof page_48},
  {"js/docs/highlight.js", page_49, sizeof page_49},
  {"js/docs/introduction.js", page_50, sizeof page_50},
  {"js/docs/main.js", page_51, sizeof page_51},
  {"js/docs/model.js", page_52, sizeof page_52},
  {"js/docs/operation.js", page_53, sizeof page_53},
  {"js/docs/prose.js", page_54, sizeof page_54},
  {"js/docs/schema.js", page_55, sizeof page_55},
  {"js/docs/sidebar.js", page_56, sizeof page_56},
  {"js/docs/socket.js", page_57, sizeof page_57},
  {"js/map/base-map.js", page_58, sizeof page_58},
  {"js/map/name-layer.js", page_59, sizeof page_59},
  {"js/map/tile-drawing.js", page_60, sizeof page_60},
  {"js/map/tile-store.js", page_61, sizeof page_61},
  {"js/ops/api.js", page_62, sizeof page_62},
  {"js/ops/area-topics.js", page_63, sizeof page_63},
  {"js/ops/assign-dialog.js", page_64, sizeof page_64},
  {"js/ops/blitter.js", page_65, sizeof page_65},
  {"js/ops/booking-actions.js", page_66, sizeof page_66},
  {"js/ops/booking-facts.js", page_67, sizeof page_67},
  {"js/ops/booking-panel.js", page_68, sizeof page_68},
  {"js/ops/bookings-layer.js", page_69, sizeof page_69},
  {"js/ops/brand.js", page_70, sizeof page_70},
  {"js/ops/candidate-row.js", page_71, sizeof page_71},
  {"js/ops/candidates.js", page_72, sizeof page_72},
  {"js/ops/canvas-layer.js", page_73, sizeof page_73},
  {"js/ops/clock-text.js", page_74, sizeof page_74},
  {"js/ops/clusters.js", page_75, sizeof page_75},
  {"js/ops/connection-pill.js", page_76, sizeof page_76},
  {"js/ops/decisions.js", page_77, sizeof page_77},
  {"js/ops/demand-layer.js", page_78, sizeof page_78},
  {"js/ops/details.js", page_79, sizeof page_79},
  {"js/ops/dialog.js", page_80, sizeof page_80},
  {"js/ops/directory.js", page_81, sizeof page_81},
  {"js/ops/event-log.js", page_82, sizeof page_82},
  {"js/ops/feed.js", page_83, sizeof page_83},
  {"js/ops/fleet-layer.js", page_84, sizeof page_84},
  {"js/ops/fleet.js", page_85, sizeof page_85},
  {"js/ops/frames.js", page_86, sizeof page_86},
  {"js/ops/geohash.js", page_87, sizeof page_87},
  {"js/ops/hover-label.js", page_88, sizeof page_88},
  {"js/ops/icons.js", page_89, sizeof page_89},
  {"js/ops/keyboard.js", page_90, sizeof page_90},
  {"js/ops/main.js", page_91, sizeof page_91},
  {"js/ops/map-controls.js", page_92, sizeof page_92},
  {"js/ops/map.js", page_93, sizeof page_93},
  {"js/ops/match-query.js", page_94, sizeof page_94},
  {"js/ops/model.js", page_95, sizeof page_95},
  {"js/ops/paced-clock.js", page_96, sizeof page_96},
  {"js/ops/panel-parts.js", page_97, sizeof page_97},
  {"js/ops/pick-grid.js", page_98, sizeof page_98},
  {"js/ops/picker.js", page_99, sizeof page_99},
  {"js/ops/pin-sprites.js", page_100, sizeof page_100},
  {"js/ops/queue-filters.js", page_101, sizeof page_101},
  {"js/ops/queue-row.js", page_102, sizeof page_102},
  {"js/ops/queue.js", page_103, sizeof page_103},
  {"js/ops/reason-field.js", page_104, sizeof page_104},
  {"js/ops/reasons.js", page_105, sizeof page_105},
  {"js/ops/search.js", page_106, sizeof page_106},
  {"js/ops/session.js", page_107, sizeof page_107},
  {"js/ops/share-dialog.js", page_108, sizeof page_108},
  {"js/ops/sign-in.js", page_109, sizeof page_109},
  {"js/ops/signal.js", page_110, sizeof page_110},
  {"js/ops/skill-names.js", page_111, sizeof page_111},
  {"js/ops/sprites.js", page_112, sizeof page_112},
  {"js/ops/status-shapes.js", page_113, sizeof page_113},
  {"js/ops/technician-panel.js", page_114, sizeof page_114},
  {"js/ops/toast.js", page_115, sizeof page_115},
  {"js/ops/top-bar.js", page_116, sizeof page_116},
  {"js/ops/urgency.js", page_117, sizeof page_117},
  {"js/ops/zones-layer.js", page_118, sizeof page_118},
  {"languages/ar.json", page_119, sizeof page_119},
  {"languages/en.json", page_120, sizeof page_120},
  {"leaflet/leaflet.css", page_121, sizeof page_121},
  {"leaflet/leaflet.js", page_122, sizeof page_122},
  {"ops.html", page_123, sizeof page_123},
};

size_t geod_page_count(void) { return sizeof pages / sizeof pages[0]; }

GeodPage geod_page(size_t index) { return pages[index]; }
