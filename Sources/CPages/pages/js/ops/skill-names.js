// What skills are called: those that the dictionary knows by their name, others by what their identifier says.

/**
 * @param {import("../common/words.js").Words} words
 * @returns {(id: string) => string}
 */
export function skillNamer(words) {
  return (id) => {
    const key = `skill.${id}`;
    if (words.has(key)) return words.t(key);
    const text = id.replace(/[-_.]+/g, " ").trim();
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
}
