// The WebSocket in short: topics and commands with their roles, and a first conversation.

import { el } from "../common/dom.js";
import { codeView } from "./example.js";
import { highlightJSON } from "./highlight.js";
import { spans } from "./prose.js";

const conversation = `{"type": "hello", "token": "eyJ..."}
{"type": "sub", "topic": "map:46.5,24.6,46.9,24.9"}`;

/** @param {import("./model.js").Model} model */
export function socketView(model, words) {
  return el(
    "article",
    { class: "operation", "aria-labelledby": "socket-title" },
    el(
      "div",
      { class: "operation-text" },
      el("h3", { class: "operation-title", id: "socket-title" }, words.t("socket")),
      el("p", { class: "lead" }, words.t("socketLead")),
      tableView(words.t("topics"), model.socket.topics, words),
      tableView(words.t("commands"), model.socket.commands, words),
    ),
    el(
      "div",
      { class: "operation-examples" },
      el("div", { class: "examples" }, codeView(conversation, highlightJSON(conversation), words.t("firstWords"), words)),
    ),
  );
}

function tableView(title, entries, words) {
  return el(
    "section",
    { class: "part" },
    el("h4", { class: "label" }, title),
    el(
      "table",
      { class: "parameters" },
      el(
        "tbody",
        { lang: "en", dir: "ltr" },
        ...entries.map((entry) =>
          el(
            "tr",
            null,
            el("th", { scope: "row" }, el("code", { class: "member-name" }, entry.name)),
            el("td", null, ...spans(entry.description)),
            el("td", { class: "socket-roles" }, entry.roles.length ? entry.roles.join(", ") : words.t("shareOnly")),
          ),
        ),
      ),
    ),
  );
}
