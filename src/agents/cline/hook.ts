import { keyHeader } from '../../keys/key-headers.ts';
import { cacheKey } from '../../cache-key.ts';
import type { OwnFile } from '../agent-files.ts';

/** What Bun loads before Cline's own program. */
export function hookFile(folder: string): OwnFile {
  return { path: `${folder}/cline-${cacheKey(program)}.mjs`, content: () => program };
}

/**
 * Runs inside Cline, on Bun. The headers of an endpoint go to its address alone, in place of those in which Cline sends a
 * key by itself. What brought them is taken out of the environment, so that no program that Cline starts gets it.
 */
const program = `import { closeSync, fstatSync, readFileSync } from 'node:fs';

const vendors = ['${keyHeader.bearer}', '${keyHeader.anthropic}'];
const plain = globalThis.fetch;
const endpoints = receive();

globalThis.fetch = Object.assign((input, init) => {
  const address = typeof input === 'string' ? input : (input.href ?? input.url);
  const endpoint = endpoints.find(({ url }) => url === address);
  if (endpoint === undefined) return plain(input, init);
  const headers = new Headers(init?.headers ?? input.headers);
  for (const name of vendors) headers.delete(name);
  for (const [name, value] of Object.entries(endpoint.headers)) headers.set(name, value);
  return plain(input, { ...init, headers });
}, plain);

function receive() {
  const { BUN_OPTIONS: options = '', JETWAY_CLINE: text = '' } = process.env;
  const others = options.replace(/"--preload=[^"]*cline-[0-9a-f]+\\.mjs"/, '').trim();
  if (others === '') delete process.env.BUN_OPTIONS;
  else process.env.BUN_OPTIONS = others;
  delete process.env.JETWAY_CLINE;
  try {
    return JSON.parse(/^\\d+$/.test(text) ? read(Number(text)) : text).endpoints;
  } catch {
    return [];
  }
}

function read(descriptor) {
  const kind = fstatSync(descriptor);
  if (!kind.isFIFO() && !kind.isSocket()) return '';
  const text = readFileSync(descriptor, 'utf8');
  closeSync(descriptor);
  return text;
}
`;
