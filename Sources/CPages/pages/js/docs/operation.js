// One operation: what it is, who may call it, what it takes and answers, with examples beside it.

import { el } from "../common/dom.js";
import { exampleView } from "./example.js";
import { prose, spans } from "./prose.js";
import { schemaView, typeView } from "./schema.js";

/**
 * @param {import("./model.js").Operation} operation
 * @param {import("./model.js").Model} model
 */
export function operationView(operation, model, words) {
  const title = `${operation.id}-title`;
  return el(
    "article",
    { class: "operation", id: operation.id, "data-section": "", "aria-labelledby": title },
    el(
      "div",
      { class: "operation-text" },
      el(
        "h3",
        { class: "operation-title", id: title, lang: "en", dir: "ltr" },
        operation.title,
        el("a", { class: "anchor", href: `#${operation.id}`, "aria-label": words.t("linkTo", { what: operation.title }) }, "#"),
      ),
      el("p", { class: "route", dir: "ltr" }, methodBadge(operation.method), pathView(operation.path)),
      el("p", { class: "summary", lang: "en", dir: "ltr" }, ...spans(`${operation.summary}.`)),
      rolesView(operation, words),
      el("div", { class: "prose", lang: "en", dir: "ltr" }, prose(operation.description)),
      parametersView(operation, model, words),
      bodyView(operation, model, words),
      answersView(operation, model, words),
      problemsView(operation, words),
    ),
    el(
      "div",
      { class: "operation-examples" },
      el("div", { class: "examples" }, ...operation.examples.map((example) => exampleView(example, words))),
    ),
  );
}

/** @param {string} method */
export function methodBadge(method) {
  return el("span", { class: `method is-${method.toLowerCase()}` }, method);
}

/** A path whose places stand out; it may break behind each slash. */
function pathView(path) {
  const parts = path.split(/(\{[^}]+\})/).filter(Boolean);
  return el(
    "code",
    { class: "path" },
    ...parts.flatMap((part) => {
      if (part.startsWith("{")) return [el("span", { class: "path-place" }, part)];
      return part.split(/(?<=\/)/).flatMap((piece) => [piece, el("wbr", null)]);
    }),
  );
}

function rolesView({ roles, scope }, words) {
  const chips = roles.map((role) => {
    const isOwn = role === "technician" && (scope === "ownTechnician" || scope === "ownTrip");
    return el("li", { class: "role" }, el("code", null, role), isOwn ? ` ${words.t(`scope.${scope}`)}` : null);
  });
  const note = ["open", "machine", "namedTenant"].includes(scope) ? el("li", { class: "role is-note" }, words.t(`scope.${scope}`)) : null;
  return el("div", { class: "roles" }, el("h4", { class: "label" }, words.t("roles")), el("ul", { class: "role-list" }, ...chips, note));
}

function parametersView({ parameters }, model, words) {
  if (!parameters.length) return null;
  const rows = parameters.map((parameter) =>
    el(
      "tr",
      null,
      el(
        "th",
        { scope: "row" },
        el("code", { class: "member-name" }, parameter.name),
        el("span", { class: "place" }, words.t(`place.${parameter.place}`)),
        parameter.isRequired ? el("span", { class: "required" }, words.t("required")) : null,
      ),
      el("td", { lang: "en", dir: "ltr" }, typeView(parameter.schema, model, words)),
      el("td", { lang: "en", dir: "ltr" }, ...spans(parameter.description)),
    ),
  );
  return part(
    words.t("parameters"),
    el(
      "table",
      { class: "parameters" },
      el(
        "thead",
        { class: "unseen" },
        el("tr", null, ...["name", "typeAndLimits", "meaning"].map((key) => el("th", { scope: "col" }, words.t(key)))),
      ),
      el("tbody", null, ...rows),
    ),
  );
}

function bodyView({ body }, model, words) {
  if (!body) return null;
  const limit = words.t("bytesAtMost", { size: size(body.bytesMax) });
  const notes = [body.isRequired ? words.t("required") : words.t("mayBeLeftOut"), limit];
  return part(
    words.t("body"),
    ...body.contents.map((content) =>
      el(
        "div",
        { class: "content" },
        contentLine(content.mediaType, ...notes),
        membersOrNothing(content.schema, model, words),
      ),
    ),
  );
}

function answersView({ answers }, model, words) {
  return part(
    words.t("answers"),
    ...answers.map((answer) =>
      el(
        "div",
        { class: "answer" },
        el(
          "p",
          { class: "answer-line", dir: "ltr" },
          el("span", { class: `status is-${answer.status[0]}` }, answer.status),
          el("span", { lang: "en" }, ...spans(answer.description)),
        ),
        ...answer.headers.map((header) =>
          el("p", { class: "header", lang: "en", dir: "ltr" }, el("code", { class: "member-name" }, header.name), " ", ...spans(header.description)),
        ),
        ...answer.contents.map((content) => contentView(content, model, words)),
      ),
    ),
  );
}

function contentView(content, model, words) {
  const line = contentLine(content.mediaType, content.isEnveloped ? words.t("inEnvelope") : null);
  if (!content.schema) return el("div", { class: "content" }, line);
  return el(
    "details",
    { class: "content" },
    el("summary", null, line),
    schemaView(content.schema, model, words),
  );
}

function contentLine(mediaType, ...notes) {
  return el(
    "span",
    { class: "content-line" },
    el("code", { dir: "ltr" }, mediaType),
    ...notes.filter(Boolean).map((note) => el("span", { class: "note" }, note)),
  );
}

function membersOrNothing(schema, model, words) {
  if (schema.type === "object" && !Object.keys(schema.properties ?? {}).length) {
    return el("p", { class: "member-text" }, words.t("emptyObject"));
  }
  return schemaView(schema, model, words);
}

function problemsView({ problems }, words) {
  return part(
    words.t("errors"),
    el(
      "dl",
      { class: "problems", lang: "en", dir: "ltr" },
      ...problems.flatMap((problem) => [
        el("dt", null, el("span", { class: "status is-bad" }, problem.status), el("code", null, problem.kind)),
        el("dd", null, ...spans(problem.description)),
      ]),
    ),
  );
}

function part(title, ...children) {
  return el("section", { class: "part" }, el("h4", { class: "label" }, title), ...children);
}

function size(bytes) {
  if (bytes >= 1 << 20) return `${bytes / (1 << 20)} MiB`;
  return bytes >= 1024 ? `${bytes / 1024} KiB` : `${bytes} B`;
}
