// Colours for JSON and for shell commands, as elements.

import { el } from "../common/dom.js";

const json = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;
const shell = /('(?:[^']|'\\'')*')|("(?:[^"\\]|\\.)*")|(\$[A-Z_]+)|(^|\s)(-{1,2}[a-zA-Z-]+)|^(curl|printf)\b/gm;

/**
 * @param {string} text
 * @returns {(string|HTMLElement)[]}
 */
export function highlightJSON(text) {
  return mark(text, json, (match) => {
    if (match[1] && match[2]) return [span("name", match[1]), match[2]];
    if (match[1]) return [span("text", match[1])];
    return [span(match[3] ? "number" : "word", match[0])];
  });
}

/**
 * @param {string} text
 * @returns {(string|HTMLElement)[]}
 */
export function highlightShell(text) {
  return mark(text, shell, (match) => {
    if (match[1]) return [span("text", match[1])];
    if (match[2]) return [el("span", { class: "code-text" }, ...mark(match[2], /\$[A-Z_]+/g, ([name]) => [span("name", name)]))];
    if (match[3]) return [span("name", match[3])];
    if (match[5]) return [match[4], span("option", match[5])];
    return [span("word", match[0])];
  });
}

/**
 * A document as people read it: objects and lists that fit on a line stand on one.
 * @param {string} text JSON
 * @param {number} [width]
 * @returns {string} the text itself when it is no JSON
 */
export function layOut(text, width = 64) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  const write = (value, indent) => {
    const short = writeShort(value);
    if (short.length + indent.length <= width || value === null || typeof value !== "object") return short;
    const inner = `${indent}  `;
    const [open, close] = Array.isArray(value) ? "[]" : "{}";
    const rows = Array.isArray(value)
      ? value.map((element) => inner + write(element, inner))
      : Object.entries(value).map(([name, part]) => `${inner}${JSON.stringify(name)}: ${write(part, inner)}`);
    return `${open}\n${rows.join(",\n")}\n${indent}${close}`;
  };
  return write(value, "");
}

function writeShort(value) {
  if (Array.isArray(value)) return `[${value.map(writeShort).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}: ${writeShort(part)}`);
  return members.length ? `{${members.join(", ")}}` : "{}";
}

function mark(text, pattern, style) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(...style(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

function span(kind, text) {
  return el("span", { class: `code-${kind}` }, text);
}
