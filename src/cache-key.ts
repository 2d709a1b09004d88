/** Tells apart what goes into a file's name, in hex; 64 bits are too few to work a long random key out of. */
export function cacheKey(value: unknown): string {
  const text = JSON.stringify(value);
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, prime);
    other = Math.imul(other ^ unit, prime);
  }
  return [one, other].map((hash) => (hash >>> 0).toString(16).padStart(8, '0')).join('');
}

/** FNV-1a of 32 bits, twice: loading node:crypto for a better one would cost a launch 3 ms. */
const prime = 0x01000193;
