// Which of the sites are shown, as a bit set in base 64, the low bit first.

/**
 * @param {Iterable<number>} places Those whose bit is set.
 * @param {number} count How many bits there are.
 */
export function packedBits(places, count) {
  const bytes = new Uint8Array(Math.ceil(count / 8));
  for (const n of places) bytes[n >> 3] |= 1 << (n & 7);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * Whether the bit of a place is set.
 * @param {string} base64
 * @returns {(place: number) => number}
 */
export function bitsOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return (place) => (bytes[place >> 3] >> (place & 7)) & 1;
}
