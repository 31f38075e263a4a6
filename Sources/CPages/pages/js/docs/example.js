// Examples: the request as a command that can be copied, and the answer.

import { byId, el, icon } from "../common/dom.js";
import { highlightJSON, highlightShell, layOut } from "./highlight.js";

/** The longest answer that is shown whole, in lines. */
const linesMax = 200;

/**
 * Request and answer of one example.
 * @param {object} example of the document
 */
export function exampleView(example, words) {
  const { request, answer } = example;
  const isJSON = /json/.test(answer.mediaType ?? "");
  const text = answer.text === undefined ? "" : isJSON ? layOut(answer.text) : answer.text;
  const command = curl(request);
  return el(
    "figure",
    { class: "example" },
    el("figcaption", { class: "example-title", lang: "en", dir: "ltr" }, example.title),
    codeView(command, highlightShell(command), words.t("request"), words),
    codeView(
      text,
      isJSON ? highlightJSON(text) : [text],
      `${words.t("answer")} ${answer.status}`,
      words,
      String(answer.status)[0] === "2" ? "good" : "plain",
    ),
  );
}

/**
 * A block of code with its title and a button that copies it.
 * @param {string} text what is copied
 * @param {(string|Node)[]} parts what is shown
 */
export function codeView(text, parts, title, words, tone = "plain") {
  const head = el("div", { class: "code-head" }, el("span", { class: `code-title is-${tone}` }, title));
  if (!text) return el("div", { class: "code is-empty" }, head);
  head.append(copyButton(text, title, words));
  const body = el("pre", { class: "code-body", tabindex: "0", dir: "ltr", lang: "en", "aria-label": title }, el("code", null, ...parts));
  if (text.split("\n").length > linesMax) body.classList.add("is-long");
  return el("div", { class: "code" }, head, body);
}

function copyButton(text, title, words) {
  const label = el("span", null, words.t("copy"));
  const button = el(
    "button",
    { class: "copy", type: "button", "aria-label": words.t("copyWhat", { what: title }) },
    icon("M9 9h10v11H9z", "M15 9V4H5v11h4"),
    label,
  );
  let timer = 0;
  button.addEventListener("click", async () => {
    const isCopied = await copy(text);
    const said = words.t(isCopied ? "copied" : "notCopied");
    label.textContent = said;
    byId("said").textContent = said;
    clearTimeout(timer);
    timer = setTimeout(() => {
      label.textContent = words.t("copy");
      byId("said").textContent = "";
    }, 2000);
  });
  return button;
}

/** The clipboard is there on secure addresses only; elsewhere a selection is copied. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "unseen", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}

/**
 * The command that sends a request, for the variables that a development server prints.
 * @param {{method: string, target: string, role?: string, headers: string[][], body?: string}} request
 * @returns {string}
 */
export function curl(request) {
  const lines = [];
  const method = request.method === "GET" || (request.method === "POST" && request.body) ? "" : ` -X ${request.method}`;
  // What becomes a WebSocket would not end by itself.
  const flags = request.headers.some(([name]) => name === "Upgrade") ? "-si --max-time 1" : "-s";
  lines.push(`curl ${flags}${method} "$URL${request.target.replace(/["\\$`]/g, "\\$&")}"`);
  if (request.role) lines.push(`-H "Authorization: Bearer $GEOD_${request.role.toUpperCase()}"`);
  for (const [name, value] of request.headers) lines.push(`-H ${quote(`${name}: ${value}`)}`);
  const rows = request.body?.split("\n") ?? [];
  if (rows.length > 1) {
    lines.push("--data-binary @-");
    return `printf '%s\\n' ${rows.map(quote).join(" \\\n  ")} |\n  ${lines.join(" \\\n  ")}`;
  }
  if (request.body) lines.push(`-d ${quote(layOut(request.body, 56))}`);
  return lines.join(" \\\n  ");
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
