import { cacheKey } from '../../cache-key.ts';
import type { Target } from '../agent.ts';
import type { OwnFile } from '../agent-files.ts';
import { endpointHeader, modelsOf } from './models.ts';

/** What Pi loads by a flag. */
export function extensionFile(folder: string): OwnFile {
  return { path: `${folder}/pi-${cacheKey(program)}.mjs`, content: () => program };
}

/** The provider with its models, for the extension; `of`: their places among the endpoints. */
export function providerFile(target: Target, of: readonly number[], folder: string): OwnFile {
  const { gateway, main } = target;
  return {
    path: `${folder}/pi-${cacheKey([gateway.name, target.cacheKey, of])}.json`,
    content: () =>
      JSON.stringify({ name: gateway.name, baseUrl: main.baseUrl, apiKey: 'none', models: modelsOf(target, of) }),
  };
}

/**
 * Runs inside Pi, on Node 22 or newer. Pi loads its extensions anew for each session of a process, and a pipe can be read
 * once: so what came is kept in the process, where neither a shell nor another program sees it. Every header that carries
 * a credential is set by the event before a request (https://pi.dev/docs/latest/extensions, 0.87.1).
 */
const program = `import { closeSync, fstatSync, readFileSync } from 'node:fs';

const place = Symbol.for('jetway.pi');

export default function jetway(pi) {
  if (globalThis[place] === undefined) Object.defineProperty(globalThis, place, { configurable: true, value: receive() });
  const { endpoints, provider } = globalThis[place];
  if (provider === undefined) throw new Error('Jetway: no key reached this Pi. Start it again with: jetway pi');
  pi.registerProvider('jetway', provider);
  pi.on('before_provider_headers', ({ headers }) => {
    const names = Object.keys(headers);
    const mark = names.find((name) => name.toLowerCase() === '${endpointHeader}');
    const own = endpoints[Number(headers[mark])];
    if (own === undefined) return;
    for (const name of names) if (Object.hasOwn(own, name.toLowerCase())) delete headers[name];
    Object.assign(headers, own, { [mark]: null });
  });
}

function receive() {
  const { JETWAY_PI_FD: descriptor, JETWAY_PI: text } = process.env;
  delete process.env.JETWAY_PI_FD;
  delete process.env.JETWAY_PI;
  try {
    const { endpoints, file } = JSON.parse(descriptor === undefined ? text : read(Number(descriptor)));
    return { endpoints, provider: JSON.parse(readFileSync(file, 'utf8')) };
  } catch {
    return { endpoints: [] };
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
