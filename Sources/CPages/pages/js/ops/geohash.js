// Cells of the earth by their geohash name: only what drawing groups of technicians needs.

const LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz";

/**
 * The cell that contains a place.
 * @param {number} lat @param {number} lon degrees
 * @param {number} length characters, 1 to 12
 */
export function geohash(lat, lon, length) {
  let [south, north, west, east] = [-90, 90, -180, 180];
  let name = "";
  let bits = 0;
  let value = 0;
  let isLongitude = true;
  while (name.length < length) {
    const middle = isLongitude ? (west + east) / 2 : (south + north) / 2;
    const isUpper = (isLongitude ? lon : lat) >= middle;
    if (isLongitude) isUpper ? (west = middle) : (east = middle);
    else isUpper ? (south = middle) : (north = middle);
    value = value * 2 + (isUpper ? 1 : 0);
    isLongitude = !isLongitude;
    bits += 1;
    if (bits === 5) {
      name += LETTERS[value];
      bits = value = 0;
    }
  }
  return name;
}
