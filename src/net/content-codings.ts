/**
 * Names what a body is packed by, in the order in which that was done: `identity` stands for nothing, and `x-gzip` for gzip.
 * https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1
 */
export function codingsIn(header = ''): readonly string[] {
  return header
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
    .map((name) => (name === 'x-gzip' ? 'gzip' : name));
}
