// The page of the interface: fetches the OpenAPI document, shows it, and keeps the sidebar in step with the reading.

import { byId, el, icon, replace } from "../common/dom.js";
import { loadWords } from "../common/words.js";
import { introduction } from "./introduction.js";
import { readModel } from "./model.js";
import { operationView } from "./operation.js";
import { prose } from "./prose.js";
import { createSidebar } from "./sidebar.js";
import { socketView } from "./socket.js";

const storedLanguage = "geod.language";

start();

async function start() {
  const words = await loadWords("docs", { languages: languageWishes() });
  dress(words);
  try {
    const answer = await fetch("/openapi.json");
    if (!answer.ok) throw new Error(String(answer.status));
    show(readModel(await answer.json()), words);
  } catch {
    const again = el("button", { class: "again", type: "button", onclick: () => location.reload() }, words.t("retry"));
    replace(byId("waiting"), words.t("failed"), " ", again);
  }
}

/** The language of the address, else the one chosen before, else those of the browser. */
function languageWishes() {
  return [new URLSearchParams(location.search).get("lang"), recall(), ...navigator.languages];
}

/** What has a text before the document is there. */
function dress(words) {
  document.title = words.t("title");
  byId("skip").textContent = words.t("skip");
  byId("waiting").textContent = words.t("loading");
  byId("sidebar").setAttribute("aria-label", words.t("contents"));
  const menu = byId("menu");
  menu.setAttribute("aria-label", words.t("contents"));
  menu.append(icon("M4 7h16", "M4 12h16", "M4 17h16"));
  menu.addEventListener("click", () => openMenu(menu.getAttribute("aria-expanded") !== "true"));
  const other = words.language === "ar" ? "en" : "ar";
  const language = byId("language");
  language.textContent = words.t("otherLanguage");
  language.lang = other;
  language.addEventListener("click", () => {
    remember(other);
    const url = new URL(location.href);
    url.searchParams.delete("lang");
    if (url.href === location.href) location.reload();
    else location.replace(url);
  });
}

/** @param {import("./model.js").Model} model */
function show(model, words) {
  byId("version").textContent = model.version;
  const content = byId("content");
  replace(content, introduction(model, words));
  for (const group of model.groups) {
    const views = group.operations.map((operation) => operationView(operation, model, words));
    if (group.name === "WebSocket") views.push(socketView(model, words));
    content.append(
      el(
        "section",
        { class: "group", "aria-labelledby": group.slug },
        el("h2", { class: "group-title", id: group.slug, lang: "en", dir: "ltr" }, group.name),
        el("div", { class: "group-text", lang: "en", dir: "ltr" }, prose(group.description)),
        ...views,
      ),
    );
  }
  const sidebar = createSidebar(byId("sidebar"), model, words, () => openMenu(false));
  follow(content, sidebar);
  // What the address names came into being only now.
  const wanted = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (wanted) wanted.scrollIntoView({ behavior: "instant" });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") openMenu(false);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    event.preventDefault();
    openMenu(true);
    sidebar.search();
  });
}

/** Marks the operation that is being read. */
function follow(content, sidebar) {
  const visible = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
      }
      const first = [...sections].find((section) => visible.has(section));
      if (first) sidebar.mark(first.id);
    },
    { rootMargin: "-96px 0px -60% 0px" },
  );
  const sections = content.querySelectorAll("[data-section]");
  for (const section of sections) observer.observe(section);
}

function openMenu(isOpen) {
  byId("menu").setAttribute("aria-expanded", String(isOpen));
  byId("sidebar").classList.toggle("is-open", isOpen);
}

function isTyping(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** Storage may be forbidden; then the browser's language is as good. */
function recall() {
  try {
    return localStorage.getItem(storedLanguage);
  } catch {
    return null;
  }
}

function remember(language) {
  try {
    localStorage.setItem(storedLanguage, language);
  } catch {
    // The address can carry it instead.
    const url = new URL(location.href);
    url.searchParams.set("lang", language);
    location.replace(url);
  }
}
