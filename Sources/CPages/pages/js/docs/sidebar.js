// The list of operations by group, with a search that narrows it.

import { el } from "../common/dom.js";
import { methodBadge } from "./operation.js";

/**
 * Fills the sidebar.
 * @param {HTMLElement} root
 * @param {import("./model.js").Model} model
 * @param {() => void} onChoice somebody has chosen where to go
 * @returns {{search: () => void, mark: (id: string) => void}}
 */
export function createSidebar(root, model, words, onChoice) {
  const input = el("input", {
    class: "search",
    type: "search",
    placeholder: words.t("search"),
    "aria-label": words.t("search"),
    "aria-keyshortcuts": "/",
    autocomplete: "off",
    spellcheck: "false",
  });
  const nothing = el("p", { class: "nothing", role: "status" });
  const first = link("introduction", words.t("introduction"), null, onChoice);
  const groups = model.groups.map((group) => groupView(group, onChoice));
  root.replaceChildren(
    el("div", { class: "search-row" }, input, el("kbd", { class: "key", "aria-hidden": "true" }, "/")),
    nothing,
    el("ul", { class: "nav-list" }, el("li", null, first)),
    ...groups.map((group) => group.element),
  );
  const links = new Map([["introduction", first], ...groups.flatMap((group) => group.entries.map((entry) => [entry.id, entry.link]))]);

  const narrow = () => {
    const wanted = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const group of groups) count += group.narrow(wanted);
    first.parentElement.hidden = wanted.length > 0;
    nothing.textContent = count ? "" : words.t("nothingFound");
  };
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) {
      input.value = "";
      narrow();
      event.stopPropagation();
    }
    const entry = root.querySelector(".nav-group:not([hidden]) li:not([hidden]) a");
    if (event.key === "Enter") entry?.click();
    if (event.key === "ArrowDown") entry?.focus();
    if (event.key === "ArrowDown") event.preventDefault();
  });
  root.addEventListener("keydown", (event) => {
    if (event.target === input || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const shown = [...links.values()].filter((link) => link.offsetParent);
    const next = shown[shown.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    (next ?? input).focus();
    event.preventDefault();
  });

  let marked = null;
  return {
    search() {
      input.focus();
      input.select();
    },
    mark(id) {
      const link = links.get(id);
      if (!link || link === marked) return;
      marked?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "location");
      marked = link;
      if (!root.contains(document.activeElement)) keepInSight(root, link);
    },
  };
}

function groupView(group, onChoice) {
  const entries = group.operations.map((operation) => {
    const entry = link(operation.id, operation.title, operation.method, onChoice);
    const text = [operation.title, operation.method, operation.path, operation.summary, operation.description, group.name];
    return { id: operation.id, link: entry, item: el("li", null, entry), text: text.join(" ").toLowerCase() };
  });
  const element = el(
    "section",
    { class: "nav-group" },
    el("h2", { class: "nav-title", lang: "en", dir: "ltr" }, el("a", { href: `#${group.slug}`, onclick: onChoice }, group.name)),
    el("ul", { class: "nav-list" }, ...entries.map((entry) => entry.item)),
  );
  return {
    element,
    entries,
    narrow(wanted) {
      let count = 0;
      for (const entry of entries) {
        const fits = wanted.every((word) => entry.text.includes(word));
        entry.item.hidden = !fits;
        if (fits) count += 1;
      }
      element.hidden = count === 0;
      return count;
    },
  };
}

function link(id, title, method, onChoice) {
  return el(
    "a",
    { class: "nav-link", href: `#${id}`, onclick: onChoice },
    el("span", { class: "nav-text" }, title),
    method ? methodBadge(method) : null,
  );
}

/** Scrolls the list, and nothing but the list. */
function keepInSight(root, link) {
  const [box, place] = [root.getBoundingClientRect(), link.getBoundingClientRect()];
  if (place.top < box.top + 72) root.scrollTop -= box.top + 72 - place.top;
  else if (place.bottom > box.bottom - 24) root.scrollTop += place.bottom - box.bottom + 24;
}
