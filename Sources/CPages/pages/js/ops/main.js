// The console's beginning: words, the session, and everything that belongs together once somebody is signed in.

import { Connection } from "../common/connection.js";
import { byId, show } from "../common/dom.js";
import { loadWords } from "../common/words.js";
import { Api } from "./api.js";
import { AreaTopics } from "./area-topics.js";
import { Details } from "./details.js";
import { Directory } from "./directory.js";
import { Feed } from "./feed.js";
import { Fleet } from "./fleet.js";
import { frames } from "./frames.js";
import { listenToKeys } from "./keyboard.js";
import { OpsMap } from "./map.js";
import { Model } from "./model.js";
import { PacedClock } from "./paced-clock.js";
import { Queue } from "./queue.js";
import { forgetToken, readToken, storedToken, storeToken, takeTokenFromAddress } from "./session.js";
import { showSignIn } from "./sign-in.js";
import { skillNamer } from "./skill-names.js";
import { toaster } from "./toast.js";
import { TopBar } from "./top-bar.js";

const LANGUAGE_KEY = "geod.language";
const SELECTION_KEY = "geod.ops.selection";

async function begin() {
  const given = takeTokenFromAddress();
  if (given) storeToken(given);
  const words = await loadWords("ops", { languages: wishes() });
  document.title = words.t("title");
  const token = storedToken();
  const read = token ? readToken(token) : { fault: null };
  if (read.session) await openConsole(read.session, words);
  else signIn(words, read);
}

function signIn(words, fault) {
  forgetToken();
  show(byId("console"), false);
  showSignIn(byId("sign-in"), { words, fault, switchLanguage: () => switchLanguage(words), accept: (session) => {
    storeToken(session.token);
    show(byId("sign-in"), false);
    openConsole(session, words);
  } });
}

async function openConsole(session, words) {
  const api = new Api(session.token, { language: words.language, onUnauthorized: () => leave("expired") });
  const clock = new PacedClock();
  const [pageSettings, tenant] = await Promise.all([
    fetch("/pages/settings.json").then((answer) => (answer.ok ? answer.json() : null)).catch(() => null),
    api.settings(session.tenant).catch(() => null),
    clock.synchronise(api).catch(() => null),
  ]);
  const settings = pageSettings?.data ?? pageSettings ?? {};
  const customer = tenant?.settings?.customer ?? {};
  words.configure({
    utcOffsetMinutes: tenant?.settings?.travelTime?.utcOffsetMinutes ?? 0, numerals: customer.numerals ?? "latn",
  });
  let topBar = null;
  const connection = new Connection({
    credentials: () => ({ token: session.token }),
    onState: (state, refusal) => {
      topBar?.connectionChanged(state, refusal);
      if (state === "live") clock.synchronise(api).catch(() => null);
      if (state === "refused" && refusal?.code === 4401) leave("expired");
    },
  });
  const model = new Model();
  const fleet = new Fleet();
  const directory = new Directory(api, words);
  const feed = new Feed(connection, model, clock);
  const area = new AreaTopics(connection, fleet, clock);
  area.counted.listen((jobs) => model.takeJobs(jobs));
  area.changed.listen((items) => { frames.parsed += 1; frames.items += items; });
  const context = {
    session,
    words,
    api,
    clock,
    connection,
    model,
    fleet,
    directory,
    feed,
    area,
    settings,
    tenant: tenant?.settings,
    tenantName: words.pick({ en: customer.nameEn, ar: customer.nameAr }) || session.tenant,
    skillName: skillNamer(words),
    toast: toaster(byId("toasts")),
    announce: (text) => { byId("announcer").textContent = text; },
    switchLanguage: () => switchLanguage(words),
    signOut: () => leave(null),
  };
  show(byId("console"), true);
  topBar = new TopBar(byId("top-bar"), context);
  context.queue = new Queue(byId("queue"), context);
  context.map = new OpsMap(byId("map"), context);
  context.details = new Details(byId("details"), context);
  listenToKeys(context);
  announceLateness(context);
  keepSelection(model);
  feed.start();
  area.start();
  connection.open();
  directory.load();
  setInterval(() => clock.synchronise(api).catch(() => null), 60_000);
  setTimeout(() => leave("expired"), Math.min(session.expiresAt - Date.now(), 2 ** 31 - 1));

  function leave(fault) {
    connection.close();
    forgetToken();
    if (fault) sessionStorage.setItem("geod.ops.fault", fault);
    location.reload();
  }
}

/** Whoever does not see the queue hears when a promise is broken, a few times a minute at most. */
function announceLateness({ model, words, announce, skillName }) {
  let last = 0;
  model.happened.listen((event, row) => {
    if (event.kind !== "sla" || event.mark !== "breached" || !row || Date.now() - last < 15_000) return;
    last = Date.now();
    announce(words.t("announce.late", { what: words.list(row.skillsRequired.map(skillName)) || row.id }));
  });
}

/** The language of the address, else the one chosen before, else those of the browser. */
function wishes() {
  return [new URLSearchParams(location.search).get("lang"), localStorage.getItem(LANGUAGE_KEY), ...navigator.languages];
}

/** What is chosen outlives a change of the language. */
function keepSelection(model) {
  const kept = JSON.parse(sessionStorage.getItem(SELECTION_KEY) ?? "null");
  model.selected.listen((selection) => sessionStorage.setItem(SELECTION_KEY, JSON.stringify(selection)));
  if (!kept) return;
  const stop = model.changed.listen(() => {
    if (!model.isLoaded) return;
    stop();
    model.select(kept);
  });
}

function switchLanguage(words) {
  localStorage.setItem(LANGUAGE_KEY, words.language === "ar" ? "en" : "ar");
  const url = new URL(location.href);
  if (!url.searchParams.has("lang")) return location.reload();
  url.searchParams.delete("lang");
  location.replace(url);
}

begin();
