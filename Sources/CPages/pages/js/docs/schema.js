// Schemas as a tree that can be read: name, type, limits, meaning; the parts of an object fold out.

import { el } from "../common/dom.js";
import { spans } from "./prose.js";

/** Objects up to this depth are open at the beginning. */
const openDepth = 1;

/**
 * The tree of a schema.
 * @param {object} schema
 * @param {import("./model.js").Model} model
 */
export function schemaView(schema, model, words) {
  const known = model.resolve(schema);
  const inner = insides(known, model, words, 0);
  return el(
    "div",
    { class: "schema", lang: "en", dir: "ltr" },
    inner ? null : el("p", { class: "schema-alone" }, typeView(known, model, words), ...described(known)),
    inner,
  );
}

/**
 * What a value may be, in one line.
 * @param {object} schema
 * @param {import("./model.js").Model} model
 * @returns {HTMLElement}
 */
export function typeView(schema, model, words) {
  return el(
    "span",
    { class: "type" },
    el("span", { class: "type-name" }, typeName(schema, model)),
    ...limits(schema, model, words).map((limit) => el("span", { class: "limit", lang: words.language, dir: "auto" }, limit)),
  );
}

function typeName(schema, model) {
  const known = model.resolve(schema);
  if (!known) return "any";
  if (known.anyOf) return known.anyOf.map((option) => typeName(option, model)).join(" or ");
  if (known.type === "array") return `list of ${typeName(known.items, model)}`;
  if (known.partName && known.type !== "object") return known.partName.toLowerCase();
  return { string: "text", integer: "whole", boolean: "true or false", object: known.partName ?? "object" }[known.type] ?? known.type ?? "any";
}

function limits(schema, model, words) {
  const found = [];
  if (schema.minimum !== undefined) found.push(words.t("fromTo", { from: number(schema.minimum), to: number(schema.maximum) }));
  if (schema.minLength !== undefined) found.push(words.t("length", { range: range(schema.minLength, schema.maxLength) }));
  if (schema.maxItems !== undefined) found.push(words.t("entries", { range: range(schema.minItems, schema.maxItems) }));
  if (schema.uniqueItems) found.push(words.t("noneTwice"));
  const items = schema.type === "array" ? model.resolve(schema.items) : schema;
  if (items?.enum) found.push(words.t("oneOf", { list: items.enum.map((word) => word || '""').join(", ") }));
  if (schema.default !== undefined) found.push(words.t("default", { value: JSON.stringify(schema.default) }));
  return found;
}

function insides(schema, model, words, depth) {
  const members = membersOf(schema, model);
  if (!members.length) return null;
  return el(
    "ul",
    { class: "members" },
    ...members.map(({ name, part, isRequired }) => memberView(name, part, isRequired, model, words, depth)),
  );
}

/** The members of an object, of the objects in a list, of each alternative. */
function membersOf(schema, model) {
  const known = model.resolve(schema);
  if (!known) return [];
  if (known.type === "array") return membersOf(known.items, model);
  if (known.anyOf) {
    const seen = new Set();
    return known.anyOf
      .flatMap((option) => membersOf(option, model))
      .filter(({ name }) => !seen.has(name) && seen.add(name));
  }
  return Object.entries(known.properties ?? {}).map(([name, part]) => ({
    name,
    part: model.resolve(part),
    isRequired: (known.required ?? []).includes(name),
  }));
}

function memberView(name, part, isRequired, model, words, depth) {
  const line = [
    el("code", { class: "member-name" }, name),
    " ",
    typeView(part, model, words),
    isRequired ? el("span", { class: "required" }, words.t("required")) : null,
  ];
  const text = described(part);
  const meaning = text.length ? el("p", { class: "member-text" }, ...text) : null;
  if (!membersOf(part, model).length) {
    return el("li", { class: "member" }, el("div", { class: "member-line" }, ...line), meaning);
  }
  const details = el("details", { class: "member-inside" }, el("summary", { class: "member-line" }, ...line), meaning);
  const open = () => {
    if (details.open && !details.querySelector(".members")) details.append(insides(part, model, words, depth + 1));
  };
  details.addEventListener("toggle", open);
  details.open = depth < openDepth && membersOf(part, model).length < 8;
  open();
  return el("li", { class: "member" }, details);
}

function described(schema) {
  return schema.description ? spans(schema.description) : [];
}

/** Set apart, so that it is not turned around between Arabic words. */
function range(low, high) {
  if (low === high) return String(high);
  return `\u2066${low ? `${number(low)} – ${number(high)}` : `≤ ${number(high)}`}\u2069`;
}

function number(value) {
  return value < 0 ? `\u2066−${number(-value)}\u2069` : value >= 10_000 ? value.toLocaleString("en").replaceAll(",", "\u202f") : String(value);
}
