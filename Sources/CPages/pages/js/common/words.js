// Words, digits, times and distances in the language of the reader. Pages take every text from here.

/** Languages there are dictionaries for, and which way they are written. */
export const languages = { en: "ltr", ar: "rtl" };

/**
 * The dictionary of one page in one language.
 * `t` and `plural` look into the page's section first, then into `common`.
 */
export class Words {
  #section;
  #common;
  #plurals;
  #formats = new Map();
  #offsetMs = 0;
  #numerals = "latn";

  /**
   * @param {string} language
   * @param {Record<string, string>} section
   * @param {Record<string, string>} common
   */
  constructor(language, section, common) {
    /** @type {string} */
    this.language = language;
    /** @type {"ltr"|"rtl"} */
    this.direction = languages[language];
    this.#section = section;
    this.#common = common;
    this.#plurals = new Intl.PluralRules(language);
  }

  /**
   * How the tenant writes: until this is called, times are UTC and digits are 0 to 9.
   * @param {object} habits
   * @param {number} [habits.utcOffsetMinutes]
   * @param {"latn"|"arab"} [habits.numerals] only Arabic has a choice
   */
  configure({ utcOffsetMinutes = this.#offsetMs / 60_000, numerals = this.#numerals }) {
    this.#offsetMs = utcOffsetMinutes * 60_000;
    this.#numerals = numerals;
    this.#formats.clear();
  }

  /** @param {string} key @returns {boolean} */
  has(key) {
    return key in this.#section || key in this.#common;
  }

  /**
   * The text of a key; `{name}` in it is replaced. Numbers are written in the reader's digits, other text is isolated
   * when it runs the other way.
   * @param {string} key
   * @param {Record<string, string|number>} [values]
   * @returns {string} the key itself when there is no such text
   */
  t(key, values) {
    const text = this.#section[key] ?? this.#common[key] ?? key;
    if (!values) return text;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? this.#value(values[name]) : whole));
  }

  /**
   * The form of a key for a number, by the rules of the language: `minutes.one`, `minutes.few`, `minutes.other`. `{n}` is
   * the number.
   * @param {string} key
   * @param {number} n
   * @param {Record<string, string|number>} [values]
   */
  plural(key, n, values) {
    const form = `${key}.${this.#plurals.select(n)}`;
    return this.t(this.has(form) ? form : `${key}.other`, { n, ...values });
  }

  /**
   * @param {number} n
   * @param {Intl.NumberFormatOptions} [options]
   */
  number(n, options) {
    return this.#format("number", options, (locale) => new Intl.NumberFormat(locale, options)).format(n);
  }

  /** The clock of the tenant, as "12:03". @param {number} ms engine time, Unix milliseconds */
  time(ms) {
    const options = { timeZone: "UTC", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    return this.#date("time", options, ms);
  }

  /** With seconds, for those who watch closely. @param {number} ms engine time, Unix milliseconds */
  timeExact(ms) {
    const options = { timeZone: "UTC", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    return this.#date("timeExact", options, ms);
  }

  /** The day, as "Saturday 21 November". @param {number} ms engine time, Unix milliseconds */
  date(ms) {
    return this.#date("date", { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" }, ms);
  }

  /** The day in short, as "21 Nov". @param {number} ms engine time, Unix milliseconds */
  dateShort(ms) {
    return this.#date("dateShort", { timeZone: "UTC", day: "numeric", month: "short" }, ms);
  }

  /** The day with its year, as "3 March 2027". @param {number} ms engine time, Unix milliseconds */
  dateWithYear(ms) {
    return this.#date("dateWithYear", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }, ms);
  }

  /** The number of the tenant's day, to see whether two moments share one. @param {number} ms @returns {number} */
  dayNumber(ms) {
    return Math.floor((ms + this.#offsetMs) / 86_400_000);
  }

  /** A span in its largest units: "40 s", "12 min", "1 h 5 min". @param {number} seconds */
  duration(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) return this.plural("seconds", whole);
    const minutes = Math.round(whole / 60);
    if (minutes < 60) return this.plural("minutes", minutes);
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (hours >= 48) return this.plural("days", Math.floor(hours / 24));
    const written = this.plural("hours", hours);
    return rest ? this.t("hoursAndMinutes", { hours: written, minutes: this.plural("minutes", rest) }) : written;
  }

  /** "850 m", "2.1 km", "14 km". @param {number} meters */
  distance(meters) {
    if (meters < 995) return this.t("meters", { n: Math.max(10, Math.round(meters / 10) * 10) });
    const km = meters / 1000;
    return this.t("kilometers", { n: this.number(km, { maximumFractionDigits: km < 9.95 ? 1 : 0 }) });
  }

  /** Several things in one line: "a, b and c". @param {string[]} items */
  list(items) {
    return this.#format("list", undefined, () => new Intl.ListFormat(this.language, { type: "conjunction" })).format(items);
  }

  /**
   * The text of `{en, ar}` that this reader understands best.
   * @param {{en?: string, ar?: string}|null|undefined} names
   * @returns {string} empty when there is none
   */
  pick(names) {
    return names?.[this.language] || names?.en || names?.ar || "";
  }

  #value(value) {
    if (typeof value === "number") return this.number(value);
    const text = String(value);
    return runsAgainst(text, this.direction) ? `\u2068${text}\u2069` : text;
  }

  #date(name, options, ms) {
    const format = this.#format(name, options, (locale) => new Intl.DateTimeFormat(locale, options));
    return format.format(ms + this.#offsetMs);
  }

  #format(name, options, make) {
    const key = options ? `${name} ${JSON.stringify(options)}` : name;
    let format = this.#formats.get(key);
    if (!format) {
      const english = this.language === "en" ? "en-GB" : this.language;
      const digits = this.language === "ar" ? this.#numerals : "latn";
      format = make(`${english}-u-nu-${digits}`);
      this.#formats.set(key, format);
    }
    return format;
  }
}

/**
 * The first of some wishes that there is a dictionary for.
 * @param {Iterable<string|null|undefined>} wishes as "ar-SA"
 * @param {string} fallback
 * @returns {string}
 */
export function chooseLanguage(wishes, fallback = "en") {
  for (const wish of wishes) {
    const language = String(wish ?? "").toLowerCase().split("-")[0];
    if (language in languages) return language;
  }
  return fallback;
}

/**
 * Loads one section of a dictionary and tells the document its language and direction.
 * @param {string} section `arrival`, `ops`, `docs`
 * @param {object} [options]
 * @param {Iterable<string|null|undefined>} [options.languages] wishes, the first that exists counts
 * @param {string} [options.fallback]
 * @returns {Promise<Words>}
 * @throws when neither the dictionary nor the fallback's can be had
 */
export async function loadWords(section, { languages: wishes = navigator.languages, fallback = "en" } = {}) {
  const language = chooseLanguage(wishes, fallback);
  const texts = await load(language, section);
  const words = new Words(language, texts[section] ?? {}, texts.common ?? {});
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.direction;
  return words;
}

const loaded = new Map();

function load(language, section) {
  const key = `${language}/${section}`;
  if (!loaded.has(key)) {
    const url = new URL(`../../languages/${key}.json`, import.meta.url);
    const answer = fetch(url).then((response) => {
      if (!response.ok) throw new Error(`no dictionary ${key}`);
      return response.json();
    });
    answer.catch(() => loaded.delete(key));
    loaded.set(key, answer);
  }
  return loaded.get(key);
}

const arabic = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const latin = /[A-Za-z\u00c0-\u024f]/;

/** Whether the first letter of a text runs against the direction around it. */
function runsAgainst(text, direction) {
  const first = text.match(/[A-Za-z\u00c0-\u024f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/)?.[0];
  if (!first) return false;
  return direction === "rtl" ? latin.test(first) : arabic.test(first);
}
