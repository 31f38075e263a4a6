// Made by scripts/embed-pages from the folder `pages`: the files as arrays, and the table of them.

#include "CPages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#if !__has_embed("/usr/share/javascript/leaflet/leaflet.min.js")
#error "Leaflet is not where the package libjs-leaflet puts it: run scripts/bootstrap"
#endif

static const unsigned char page_arrival_html[] = {
#embed "pages/arrival.html"
};
static const unsigned char page_css_arrival_details_css[] = {
#embed "pages/css/arrival-details.css"
};
static const unsigned char page_css_arrival_head_css[] = {
#embed "pages/css/arrival-head.css"
};
static const unsigned char page_css_arrival_map_css[] = {
#embed "pages/css/arrival-map.css"
};
static const unsigned char page_css_arrival_css[] = {
#embed "pages/css/arrival.css"
};
static const unsigned char page_css_docs_code_css[] = {
#embed "pages/css/docs-code.css"
};
static const unsigned char page_css_docs_operation_css[] = {
#embed "pages/css/docs-operation.css"
};
static const unsigned char page_css_docs_parts_css[] = {
#embed "pages/css/docs-parts.css"
};
static const unsigned char page_css_docs_css[] = {
#embed "pages/css/docs.css"
};
static const unsigned char page_css_map_css[] = {
#embed "pages/css/map.css"
};
static const unsigned char page_css_ops_bar_css[] = {
#embed "pages/css/ops-bar.css"
};
static const unsigned char page_css_ops_details_css[] = {
#embed "pages/css/ops-details.css"
};
static const unsigned char page_css_ops_dialogs_css[] = {
#embed "pages/css/ops-dialogs.css"
};
static const unsigned char page_css_ops_history_css[] = {
#embed "pages/css/ops-history.css"
};
static const unsigned char page_css_ops_map_css[] = {
#embed "pages/css/ops-map.css"
};
static const unsigned char page_css_ops_match_css[] = {
#embed "pages/css/ops-match.css"
};
static const unsigned char page_css_ops_parts_css[] = {
#embed "pages/css/ops-parts.css"
};
static const unsigned char page_css_ops_picker_css[] = {
#embed "pages/css/ops-picker.css"
};
static const unsigned char page_css_ops_queue_css[] = {
#embed "pages/css/ops-queue.css"
};
static const unsigned char page_css_ops_sign_in_css[] = {
#embed "pages/css/ops-sign-in.css"
};
static const unsigned char page_css_ops_css[] = {
#embed "pages/css/ops.css"
};
static const unsigned char page_css_tokens_css[] = {
#embed "pages/css/tokens.css"
};
static const unsigned char page_docs_html[] = {
#embed "pages/docs.html"
};
static const unsigned char page_js_arrival_booking_js[] = {
#embed "pages/js/arrival/booking.js"
};
static const unsigned char page_js_arrival_card_js[] = {
#embed "pages/js/arrival/card.js"
};
static const unsigned char page_js_arrival_credentials_js[] = {
#embed "pages/js/arrival/credentials.js"
};
static const unsigned char page_js_arrival_eta_js[] = {
#embed "pages/js/arrival/eta.js"
};
static const unsigned char page_js_arrival_facts_js[] = {
#embed "pages/js/arrival/facts.js"
};
static const unsigned char page_js_arrival_frame_js[] = {
#embed "pages/js/arrival/frame.js"
};
static const unsigned char page_js_arrival_icons_js[] = {
#embed "pages/js/arrival/icons.js"
};
static const unsigned char page_js_arrival_main_js[] = {
#embed "pages/js/arrival/main.js"
};
static const unsigned char page_js_arrival_map_js[] = {
#embed "pages/js/arrival/map.js"
};
static const unsigned char page_js_arrival_marker_js[] = {
#embed "pages/js/arrival/marker.js"
};
static const unsigned char page_js_arrival_memory_js[] = {
#embed "pages/js/arrival/memory.js"
};
static const unsigned char page_js_arrival_page_js[] = {
#embed "pages/js/arrival/page.js"
};
static const unsigned char page_js_arrival_phrases_js[] = {
#embed "pages/js/arrival/phrases.js"
};
static const unsigned char page_js_arrival_progress_js[] = {
#embed "pages/js/arrival/progress.js"
};
static const unsigned char page_js_arrival_sheet_js[] = {
#embed "pages/js/arrival/sheet.js"
};
static const unsigned char page_js_arrival_speech_js[] = {
#embed "pages/js/arrival/speech.js"
};
static const unsigned char page_js_arrival_status_js[] = {
#embed "pages/js/arrival/status.js"
};
static const unsigned char page_js_arrival_timeline_js[] = {
#embed "pages/js/arrival/timeline.js"
};
static const unsigned char page_js_arrival_view_state_js[] = {
#embed "pages/js/arrival/view-state.js"
};
static const unsigned char page_js_common_backoff_js[] = {
#embed "pages/js/common/backoff.js"
};
static const unsigned char page_js_common_clock_js[] = {
#embed "pages/js/common/clock.js"
};
static const unsigned char page_js_common_connection_js[] = {
#embed "pages/js/common/connection.js"
};
static const unsigned char page_js_common_dom_js[] = {
#embed "pages/js/common/dom.js"
};
static const unsigned char page_js_common_predictor_js[] = {
#embed "pages/js/common/predictor.js"
};
static const unsigned char page_js_common_status_js[] = {
#embed "pages/js/common/status.js"
};
static const unsigned char page_js_common_words_js[] = {
#embed "pages/js/common/words.js"
};
static const unsigned char page_js_docs_example_js[] = {
#embed "pages/js/docs/example.js"
};
static const unsigned char page_js_docs_highlight_js[] = {
#embed "pages/js/docs/highlight.js"
};
static const unsigned char page_js_docs_introduction_js[] = {
#embed "pages/js/docs/introduction.js"
};
static const unsigned char page_js_docs_main_js[] = {
#embed "pages/js/docs/main.js"
};
static const unsigned char page_js_docs_model_js[] = {
#embed "pages/js/docs/model.js"
};
static const unsigned char page_js_docs_operation_js[] = {
#embed "pages/js/docs/operation.js"
};
static const unsigned char page_js_docs_prose_js[] = {
#embed "pages/js/docs/prose.js"
};
static const unsigned char page_js_docs_schema_js[] = {
#embed "pages/js/docs/schema.js"
};
static const unsigned char page_js_docs_sidebar_js[] = {
#embed "pages/js/docs/sidebar.js"
};
static const unsigned char page_js_docs_socket_js[] = {
#embed "pages/js/docs/socket.js"
};
static const unsigned char page_js_map_base_map_js[] = {
#embed "pages/js/map/base-map.js"
};
static const unsigned char page_js_map_name_layer_js[] = {
#embed "pages/js/map/name-layer.js"
};
static const unsigned char page_js_map_tile_drawing_js[] = {
#embed "pages/js/map/tile-drawing.js"
};
static const unsigned char page_js_map_tile_store_js[] = {
#embed "pages/js/map/tile-store.js"
};
static const unsigned char page_js_ops_api_js[] = {
#embed "pages/js/ops/api.js"
};
static const unsigned char page_js_ops_area_topics_js[] = {
#embed "pages/js/ops/area-topics.js"
};
static const unsigned char page_js_ops_assign_dialog_js[] = {
#embed "pages/js/ops/assign-dialog.js"
};
static const unsigned char page_js_ops_blitter_js[] = {
#embed "pages/js/ops/blitter.js"
};
static const unsigned char page_js_ops_booking_actions_js[] = {
#embed "pages/js/ops/booking-actions.js"
};
static const unsigned char page_js_ops_booking_facts_js[] = {
#embed "pages/js/ops/booking-facts.js"
};
static const unsigned char page_js_ops_booking_panel_js[] = {
#embed "pages/js/ops/booking-panel.js"
};
static const unsigned char page_js_ops_bookings_layer_js[] = {
#embed "pages/js/ops/bookings-layer.js"
};
static const unsigned char page_js_ops_brand_js[] = {
#embed "pages/js/ops/brand.js"
};
static const unsigned char page_js_ops_candidate_row_js[] = {
#embed "pages/js/ops/candidate-row.js"
};
static const unsigned char page_js_ops_candidates_js[] = {
#embed "pages/js/ops/candidates.js"
};
static const unsigned char page_js_ops_canvas_layer_js[] = {
#embed "pages/js/ops/canvas-layer.js"
};
static const unsigned char page_js_ops_clock_text_js[] = {
#embed "pages/js/ops/clock-text.js"
};
static const unsigned char page_js_ops_clusters_js[] = {
#embed "pages/js/ops/clusters.js"
};
static const unsigned char page_js_ops_connection_pill_js[] = {
#embed "pages/js/ops/connection-pill.js"
};
static const unsigned char page_js_ops_decisions_js[] = {
#embed "pages/js/ops/decisions.js"
};
static const unsigned char page_js_ops_demand_layer_js[] = {
#embed "pages/js/ops/demand-layer.js"
};
static const unsigned char page_js_ops_details_js[] = {
#embed "pages/js/ops/details.js"
};
static const unsigned char page_js_ops_dialog_js[] = {
#embed "pages/js/ops/dialog.js"
};
static const unsigned char page_js_ops_directory_js[] = {
#embed "pages/js/ops/directory.js"
};
static const unsigned char page_js_ops_event_log_js[] = {
#embed "pages/js/ops/event-log.js"
};
static const unsigned char page_js_ops_feed_js[] = {
#embed "pages/js/ops/feed.js"
};
static const unsigned char page_js_ops_fleet_layer_js[] = {
#embed "pages/js/ops/fleet-layer.js"
};
static const unsigned char page_js_ops_fleet_js[] = {
#embed "pages/js/ops/fleet.js"
};
static const unsigned char page_js_ops_frames_js[] = {
#embed "pages/js/ops/frames.js"
};
static const unsigned char page_js_ops_geohash_js[] = {
#embed "pages/js/ops/geohash.js"
};
static const unsigned char page_js_ops_hover_label_js[] = {
#embed "pages/js/ops/hover-label.js"
};
static const unsigned char page_js_ops_icons_js[] = {
#embed "pages/js/ops/icons.js"
};
static const unsigned char page_js_ops_keyboard_js[] = {
#embed "pages/js/ops/keyboard.js"
};
static const unsigned char page_js_ops_main_js[] = {
#embed "pages/js/ops/main.js"
};
static const unsigned char page_js_ops_map_controls_js[] = {
#embed "pages/js/ops/map-controls.js"
};
static const unsigned char page_js_ops_map_js[] = {
#embed "pages/js/ops/map.js"
};
static const unsigned char page_js_ops_match_query_js[] = {
#embed "pages/js/ops/match-query.js"
};
static const unsigned char page_js_ops_model_js[] = {
#embed "pages/js/ops/model.js"
};
static const unsigned char page_js_ops_paced_clock_js[] = {
#embed "pages/js/ops/paced-clock.js"
};
static const unsigned char page_js_ops_panel_parts_js[] = {
#embed "pages/js/ops/panel-parts.js"
};
static const unsigned char page_js_ops_pick_grid_js[] = {
#embed "pages/js/ops/pick-grid.js"
};
static const unsigned char page_js_ops_picker_js[] = {
#embed "pages/js/ops/picker.js"
};
static const unsigned char page_js_ops_pin_sprites_js[] = {
#embed "pages/js/ops/pin-sprites.js"
};
static const unsigned char page_js_ops_queue_filters_js[] = {
#embed "pages/js/ops/queue-filters.js"
};
static const unsigned char page_js_ops_queue_row_js[] = {
#embed "pages/js/ops/queue-row.js"
};
static const unsigned char page_js_ops_queue_js[] = {
#embed "pages/js/ops/queue.js"
};
static const unsigned char page_js_ops_reason_field_js[] = {
#embed "pages/js/ops/reason-field.js"
};
static const unsigned char page_js_ops_reasons_js[] = {
#embed "pages/js/ops/reasons.js"
};
static const unsigned char page_js_ops_search_js[] = {
#embed "pages/js/ops/search.js"
};
static const unsigned char page_js_ops_session_js[] = {
#embed "pages/js/ops/session.js"
};
static const unsigned char page_js_ops_share_dialog_js[] = {
#embed "pages/js/ops/share-dialog.js"
};
static const unsigned char page_js_ops_sign_in_js[] = {
#embed "pages/js/ops/sign-in.js"
};
static const unsigned char page_js_ops_signal_js[] = {
#embed "pages/js/ops/signal.js"
};
static const unsigned char page_js_ops_skill_names_js[] = {
#embed "pages/js/ops/skill-names.js"
};
static const unsigned char page_js_ops_sprites_js[] = {
#embed "pages/js/ops/sprites.js"
};
static const unsigned char page_js_ops_status_shapes_js[] = {
#embed "pages/js/ops/status-shapes.js"
};
static const unsigned char page_js_ops_technician_panel_js[] = {
#embed "pages/js/ops/technician-panel.js"
};
static const unsigned char page_js_ops_toast_js[] = {
#embed "pages/js/ops/toast.js"
};
static const unsigned char page_js_ops_top_bar_js[] = {
#embed "pages/js/ops/top-bar.js"
};
static const unsigned char page_js_ops_urgency_js[] = {
#embed "pages/js/ops/urgency.js"
};
static const unsigned char page_js_ops_zones_layer_js[] = {
#embed "pages/js/ops/zones-layer.js"
};
static const unsigned char page_languages_ar_json[] = {
#embed "pages/languages/ar.json"
};
static const unsigned char page_languages_en_json[] = {
#embed "pages/languages/en.json"
};
static const unsigned char page_leaflet_leaflet_css[] = {
#embed "/usr/share/javascript/leaflet/leaflet.css"
};
static const unsigned char page_leaflet_leaflet_js[] = {
#embed "/usr/share/javascript/leaflet/leaflet.min.js"
};
static const unsigned char page_ops_html[] = {
#embed "pages/ops.html"
};

static const GeodPage pages[] = {
  {"arrival.html", page_arrival_html, sizeof page_arrival_html},
  {"css/arrival-details.css", page_css_arrival_details_css, sizeof page_css_arrival_details_css},
  {"css/arrival-head.css", page_css_arrival_head_css, sizeof page_css_arrival_head_css},
  {"css/arrival-map.css", page_css_arrival_map_css, sizeof page_css_arrival_map_css},
  {"css/arrival.css", page_css_arrival_css, sizeof page_css_arrival_css},
  {"css/docs-code.css", page_css_docs_code_css, sizeof page_css_docs_code_css},
  {"css/docs-operation.css", page_css_docs_operation_css, sizeof page_css_docs_operation_css},
  {"css/docs-parts.css", page_css_docs_parts_css, sizeof page_css_docs_parts_css},
  {"css/docs.css", page_css_docs_css, sizeof page_css_docs_css},
  {"css/map.css", page_css_map_css, sizeof page_css_map_css},
  {"css/ops-bar.css", page_css_ops_bar_css, sizeof page_css_ops_bar_css},
  {"css/ops-details.css", page_css_ops_details_css, sizeof page_css_ops_details_css},
  {"css/ops-dialogs.css", page_css_ops_dialogs_css, sizeof page_css_ops_dialogs_css},
  {"css/ops-history.css", page_css_ops_history_css, sizeof page_css_ops_history_css},
  {"css/ops-map.css", page_css_ops_map_css, sizeof page_css_ops_map_css},
  {"css/ops-match.css", page_css_ops_match_css, sizeof page_css_ops_match_css},
  {"css/ops-parts.css", page_css_ops_parts_css, sizeof page_css_ops_parts_css},
  {"css/ops-picker.css", page_css_ops_picker_css, sizeof page_css_ops_picker_css},
  {"css/ops-queue.css", page_css_ops_queue_css, sizeof page_css_ops_queue_css},
  {"css/ops-sign-in.css", page_css_ops_sign_in_css, sizeof page_css_ops_sign_in_css},
  {"css/ops.css", page_css_ops_css, sizeof page_css_ops_css},
  {"css/tokens.css", page_css_tokens_css, sizeof page_css_tokens_css},
  {"docs.html", page_docs_html, sizeof page_docs_html},
  {"js/arrival/booking.js", page_js_arrival_booking_js, sizeof page_js_arrival_booking_js},
  {"js/arrival/card.js", page_js_arrival_card_js, sizeof page_js_arrival_card_js},
  {"js/arrival/credentials.js", page_js_arrival_credentials_js, sizeof page_js_arrival_credentials_js},
  {"js/arrival/eta.js", page_js_arrival_eta_js, sizeof page_js_arrival_eta_js},
  {"js/arrival/facts.js", page_js_arrival_facts_js, sizeof page_js_arrival_facts_js},
  {"js/arrival/frame.js", page_js_arrival_frame_js, sizeof page_js_arrival_frame_js},
  {"js/arrival/icons.js", page_js_arrival_icons_js, sizeof page_js_arrival_icons_js},
  {"js/arrival/main.js", page_js_arrival_main_js, sizeof page_js_arrival_main_js},
  {"js/arrival/map.js", page_js_arrival_map_js, sizeof page_js_arrival_map_js},
  {"js/arrival/marker.js", page_js_arrival_marker_js, sizeof page_js_arrival_marker_js},
  {"js/arrival/memory.js", page_js_arrival_memory_js, sizeof page_js_arrival_memory_js},
  {"js/arrival/page.js", page_js_arrival_page_js, sizeof page_js_arrival_page_js},
  {"js/arrival/phrases.js", page_js_arrival_phrases_js, sizeof page_js_arrival_phrases_js},
  {"js/arrival/progress.js", page_js_arrival_progress_js, sizeof page_js_arrival_progress_js},
  {"js/arrival/sheet.js", page_js_arrival_sheet_js, sizeof page_js_arrival_sheet_js},
  {"js/arrival/speech.js", page_js_arrival_speech_js, sizeof page_js_arrival_speech_js},
  {"js/arrival/status.js", page_js_arrival_status_js, sizeof page_js_arrival_status_js},
  {"js/arrival/timeline.js", page_js_arrival_timeline_js, sizeof page_js_arrival_timeline_js},
  {"js/arrival/view-state.js", page_js_arrival_view_state_js, sizeof page_js_arrival_view_state_js},
  {"js/common/backoff.js", page_js_common_backoff_js, sizeof page_js_common_backoff_js},
  {"js/common/clock.js", page_js_common_clock_js, sizeof page_js_common_clock_js},
  {"js/common/connection.js", page_js_common_connection_js, sizeof page_js_common_connection_js},
  {"js/common/dom.js", page_js_common_dom_js, sizeof page_js_common_dom_js},
  {"js/common/predictor.js", page_js_common_predictor_js, sizeof page_js_common_predictor_js},
  {"js/common/status.js", page_js_common_status_js, sizeof page_js_common_status_js},
  {"js/common/words.js", page_js_common_words_js, sizeof page_js_common_words_js},
  {"js/docs/example.js", page_js_docs_example_js, sizeof page_js_docs_example_js},
  {"js/docs/highlight.js", page_js_docs_highlight_js, sizeof page_js_docs_highlight_js},
  {"js/docs/introduction.js", page_js_docs_introduction_js, sizeof page_js_docs_introduction_js},
  {"js/docs/main.js", page_js_docs_main_js, sizeof page_js_docs_main_js},
  {"js/docs/model.js", page_js_docs_model_js, sizeof page_js_docs_model_js},
  {"js/docs/operation.js", page_js_docs_operation_js, sizeof page_js_docs_operation_js},
  {"js/docs/prose.js", page_js_docs_prose_js, sizeof page_js_docs_prose_js},
  {"js/docs/schema.js", page_js_docs_schema_js, sizeof page_js_docs_schema_js},
  {"js/docs/sidebar.js", page_js_docs_sidebar_js, sizeof page_js_docs_sidebar_js},
  {"js/docs/socket.js", page_js_docs_socket_js, sizeof page_js_docs_socket_js},
  {"js/map/base-map.js", page_js_map_base_map_js, sizeof page_js_map_base_map_js},
  {"js/map/name-layer.js", page_js_map_name_layer_js, sizeof page_js_map_name_layer_js},
  {"js/map/tile-drawing.js", page_js_map_tile_drawing_js, sizeof page_js_map_tile_drawing_js},
  {"js/map/tile-store.js", page_js_map_tile_store_js, sizeof page_js_map_tile_store_js},
  {"js/ops/api.js", page_js_ops_api_js, sizeof page_js_ops_api_js},
  {"js/ops/area-topics.js", page_js_ops_area_topics_js, sizeof page_js_ops_area_topics_js},
  {"js/ops/assign-dialog.js", page_js_ops_assign_dialog_js, sizeof page_js_ops_assign_dialog_js},
  {"js/ops/blitter.js", page_js_ops_blitter_js, sizeof page_js_ops_blitter_js},
  {"js/ops/booking-actions.js", page_js_ops_booking_actions_js, sizeof page_js_ops_booking_actions_js},
  {"js/ops/booking-facts.js", page_js_ops_booking_facts_js, sizeof page_js_ops_booking_facts_js},
  {"js/ops/booking-panel.js", page_js_ops_booking_panel_js, sizeof page_js_ops_booking_panel_js},
  {"js/ops/bookings-layer.js", page_js_ops_bookings_layer_js, sizeof page_js_ops_bookings_layer_js},
  {"js/ops/brand.js", page_js_ops_brand_js, sizeof page_js_ops_brand_js},
  {"js/ops/candidate-row.js", page_js_ops_candidate_row_js, sizeof page_js_ops_candidate_row_js},
  {"js/ops/candidates.js", page_js_ops_candidates_js, sizeof page_js_ops_candidates_js},
  {"js/ops/canvas-layer.js", page_js_ops_canvas_layer_js, sizeof page_js_ops_canvas_layer_js},
  {"js/ops/clock-text.js", page_js_ops_clock_text_js, sizeof page_js_ops_clock_text_js},
  {"js/ops/clusters.js", page_js_ops_clusters_js, sizeof page_js_ops_clusters_js},
  {"js/ops/connection-pill.js", page_js_ops_connection_pill_js, sizeof page_js_ops_connection_pill_js},
  {"js/ops/decisions.js", page_js_ops_decisions_js, sizeof page_js_ops_decisions_js},
  {"js/ops/demand-layer.js", page_js_ops_demand_layer_js, sizeof page_js_ops_demand_layer_js},
  {"js/ops/details.js", page_js_ops_details_js, sizeof page_js_ops_details_js},
  {"js/ops/dialog.js", page_js_ops_dialog_js, sizeof page_js_ops_dialog_js},
  {"js/ops/directory.js", page_js_ops_directory_js, sizeof page_js_ops_directory_js},
  {"js/ops/event-log.js", page_js_ops_event_log_js, sizeof page_js_ops_event_log_js},
  {"js/ops/feed.js", page_js_ops_feed_js, sizeof page_js_ops_feed_js},
  {"js/ops/fleet-layer.js", page_js_ops_fleet_layer_js, sizeof page_js_ops_fleet_layer_js},
  {"js/ops/fleet.js", page_js_ops_fleet_js, sizeof page_js_ops_fleet_js},
  {"js/ops/frames.js", page_js_ops_frames_js, sizeof page_js_ops_frames_js},
  {"js/ops/geohash.js", page_js_ops_geohash_js, sizeof page_js_ops_geohash_js},
  {"js/ops/hover-label.js", page_js_ops_hover_label_js, sizeof page_js_ops_hover_label_js},
  {"js/ops/icons.js", page_js_ops_icons_js, sizeof page_js_ops_icons_js},
  {"js/ops/keyboard.js", page_js_ops_keyboard_js, sizeof page_js_ops_keyboard_js},
  {"js/ops/main.js", page_js_ops_main_js, sizeof page_js_ops_main_js},
  {"js/ops/map-controls.js", page_js_ops_map_controls_js, sizeof page_js_ops_map_controls_js},
  {"js/ops/map.js", page_js_ops_map_js, sizeof page_js_ops_map_js},
  {"js/ops/match-query.js", page_js_ops_match_query_js, sizeof page_js_ops_match_query_js},
  {"js/ops/model.js", page_js_ops_model_js, sizeof page_js_ops_model_js},
  {"js/ops/paced-clock.js", page_js_ops_paced_clock_js, sizeof page_js_ops_paced_clock_js},
  {"js/ops/panel-parts.js", page_js_ops_panel_parts_js, sizeof page_js_ops_panel_parts_js},
  {"js/ops/pick-grid.js", page_js_ops_pick_grid_js, sizeof page_js_ops_pick_grid_js},
  {"js/ops/picker.js", page_js_ops_picker_js, sizeof page_js_ops_picker_js},
  {"js/ops/pin-sprites.js", page_js_ops_pin_sprites_js, sizeof page_js_ops_pin_sprites_js},
  {"js/ops/queue-filters.js", page_js_ops_queue_filters_js, sizeof page_js_ops_queue_filters_js},
  {"js/ops/queue-row.js", page_js_ops_queue_row_js, sizeof page_js_ops_queue_row_js},
  {"js/ops/queue.js", page_js_ops_queue_js, sizeof page_js_ops_queue_js},
  {"js/ops/reason-field.js", page_js_ops_reason_field_js, sizeof page_js_ops_reason_field_js},
  {"js/ops/reasons.js", page_js_ops_reasons_js, sizeof page_js_ops_reasons_js},
  {"js/ops/search.js", page_js_ops_search_js, sizeof page_js_ops_search_js},
  {"js/ops/session.js", page_js_ops_session_js, sizeof page_js_ops_session_js},
  {"js/ops/share-dialog.js", page_js_ops_share_dialog_js, sizeof page_js_ops_share_dialog_js},
  {"js/ops/sign-in.js", page_js_ops_sign_in_js, sizeof page_js_ops_sign_in_js},
  {"js/ops/signal.js", page_js_ops_signal_js, sizeof page_js_ops_signal_js},
  {"js/ops/skill-names.js", page_js_ops_skill_names_js, sizeof page_js_ops_skill_names_js},
  {"js/ops/sprites.js", page_js_ops_sprites_js, sizeof page_js_ops_sprites_js},
  {"js/ops/status-shapes.js", page_js_ops_status_shapes_js, sizeof page_js_ops_status_shapes_js},
  {"js/ops/technician-panel.js", page_js_ops_technician_panel_js, sizeof page_js_ops_technician_panel_js},
  {"js/ops/toast.js", page_js_ops_toast_js, sizeof page_js_ops_toast_js},
  {"js/ops/top-bar.js", page_js_ops_top_bar_js, sizeof page_js_ops_top_bar_js},
  {"js/ops/urgency.js", page_js_ops_urgency_js, sizeof page_js_ops_urgency_js},
  {"js/ops/zones-layer.js", page_js_ops_zones_layer_js, sizeof page_js_ops_zones_layer_js},
  {"languages/ar.json", page_languages_ar_json, sizeof page_languages_ar_json},
  {"languages/en.json", page_languages_en_json, sizeof page_languages_en_json},
  {"leaflet/leaflet.css", page_leaflet_leaflet_css, sizeof page_leaflet_leaflet_css},
  {"leaflet/leaflet.js", page_leaflet_leaflet_js, sizeof page_leaflet_leaflet_js},
  {"ops.html", page_ops_html, sizeof page_ops_html},
};

size_t geod_page_count(void) { return sizeof pages / sizeof pages[0]; }

GeodPage geod_page(size_t index) { return pages[index]; }
