/** Tells apart what goes into a file's name, in hex; 64 bits are too few to work a long random key out of. */
export function fingerprint(value: unknown): string {
  const text = JSON.stringify(value);
  return [0x811c9dc5, 0x01000193].map((seed) => fnv1a(text, seed)).join('');
}

/** FNV-1a, 32 bits: loading node:crypto for a better one would cost a launch 3 ms. */
function fnv1a(text: string, seed: number): string {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
