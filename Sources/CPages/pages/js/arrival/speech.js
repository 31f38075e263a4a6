// Phrases become sentences: the reader's words, and the technician's name as one calls a person.

/**
 * @param {import("../common/words.js").Words} words
 * @param {import("./phrases.js").Phrase|null} phrase
 * @param {object|null} technician who is meant by `{who}`
 * @returns {string}
 */
export function say(words, phrase, technician) {
  if (!phrase) return "";
  const name = callName(words.pick(technician?.name));
  const values = { who: name || words.t("who") };
  for (const [key, value] of Object.entries(phrase.values ?? {})) values[key] = written(words, value);
  return words.t(phrase.key, values);
}

function written(words, value) {
  if (!Array.isArray(value)) return value;
  const [way, what] = value;
  return words[way](what);
}

/** First words that are no name alone: "Abdul Rahman", "Abu Bakr". */
const joined = /^(عبد|أبو|ابو|أم|آل|abd|abdul|abdel|abu|al|el|umm|bin|ibn)$/i;

/**
 * How one calls somebody: the first name, with what belongs to it.
 * @param {string} fullName
 */
export function callName(fullName) {
  const parts = fullName.trim().split(/\s+/);
  return parts.length > 1 && joined.test(parts[0]) ? `${parts[0]} ${parts[1]}` : parts[0];
}

/**
 * Two letters that stand for a person where there is no picture. Arabic letters are kept apart, as they would join.
 * @param {string} fullName
 */
export function initials(fullName) {
  const parts = fullName.trim().split(/\s+/).filter((part) => part && !/^(al|el|bin|ibn|بن)$/i.test(part));
  const letters = parts.map((part) => [...part.replace(/^(ال|al-)/i, "")][0] ?? "");
  const chosen = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return chosen.join("\u200c\u200a").toLocaleUpperCase();
}

/**
 * A skill or a kind of credential in words: from the dictionary, or its identifier made readable.
 * @param {import("../common/words.js").Words} words
 * @param {"skill"|"credential"} section
 * @param {string} identifier
 */
export function nameOf(words, section, identifier) {
  const key = `${section}.${identifier}`;
  if (words.has(key)) return words.t(key);
  const text = identifier.replace(/[-_.]+/g, " ").trim();
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
