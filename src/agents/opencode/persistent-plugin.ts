import type { Json } from '../../json-path.ts';
import { keyPatience } from '../../keys/key-patience.ts';
import { endpointHeader } from './guard.ts';

export interface PluginData {
  /** The program's. */
  readonly name: string;
  readonly gateway: string;
  /** `{ baseUrl, headers }`; a header is a text, `{ account }` or `{ text: [text or { account }] }`. */
  readonly endpoints: Json;
  /** What prints the key of each account. */
  readonly commands: Json;
  readonly provider: Json;
}

// Not in the text below: a line of the built program that begins so is taken for a module's by who checks packages.
const firstLine = 'import { execFile } from "node:child_process";';
const signature = 'export async function jetway()';

/**
 * A plugin that stands alone, so that it says what is wrong where Jetway is gone. `fetch` asks for the key when a request
 * needs it, keeps it some minutes, and asks again once for one that is refused; so no key is in the configuration that the
 * program can print. It sends to the gateway alone: a repository's configuration could name another address.
 */
export function pluginText(data: PluginData): string {
  return `// Made by \`jetway configure\`; \`jetway unconfigure\` removes it. No key is in it: a command gives it.
${firstLine}

const data = ${JSON.stringify(data, undefined, 2)};
const kept = new Map();

function ask(account) {
  const [command, ...args] = data.commands[account];
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { timeout: ${keyPatience}, windowsHide: true }, (error, stdout, stderr) => {
      const key = String(stdout).trim();
      if (error || key === '' || key.includes('\\n')) reject(new Error('Jetway: no key for ' + data.gateway + '. ' + String(stderr).trim()));
      else resolve(key);
    });
    child.stdin?.end();
  });
}

async function keyOf(account, anew) {
  const known = kept.get(account);
  if (!anew && known !== undefined && Date.now() - known.time < 300000) return known.key;
  const key = await ask(account);
  kept.set(account, { key, time: Date.now() });
  return key;
}

async function textOf(header, anew) {
  if (typeof header === 'string') return header;
  if (header.account !== undefined) return keyOf(header.account, anew);
  return (await Promise.all(header.text.map((part) => textOf(part, anew)))).join('');
}

async function send(input, init, anew) {
  const url = new URL(input instanceof Request ? input.url : input);
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  const endpoint = data.endpoints[Number(headers.get('${endpointHeader}') ?? Number.NaN)];
  const base = endpoint === undefined ? undefined : new URL(endpoint.baseUrl);
  const folder = base === undefined || base.pathname.endsWith('/') ? base?.pathname : base.pathname + '/';
  if (base === undefined || url.origin !== base.origin || !url.pathname.startsWith(folder)) {
    throw new Error('Jetway: ' + url.origin + ' is not the gateway that ' + data.name + ' is configured for; nothing was sent there.');
  }
  for (const name of [...headers.keys()]) if (/(^|-)(authorization|key|token|cookie)$/.test(name)) headers.delete(name);
  headers.delete('${endpointHeader}');
  for (const [name, header] of Object.entries(endpoint.headers)) headers.set(name, await textOf(header, anew));
  return fetch(input, { ...init, headers, redirect: 'manual' });
}

async function guarded(input, init) {
  const again = input instanceof Request ? input.clone() : input;
  const answer = await send(input, init, false);
  return answer.status === 401 && kept.size > 0 ? send(again, init, true) : answer;
}

${signature} {
  return {
    config: async (config) => {
      const ours = config.provider?.jetway;
      // A launch by Jetway brings a plugin of its own, and perhaps another gateway.
      if (ours === undefined || JSON.stringify(config.plugin ?? []).includes('/opencode-plugin.mjs')) return;
      const { npm, baseURL, models } = data.provider;
      config.provider.jetway = { ...ours, npm, models, options: { baseURL, apiKey: 'unused', fetch: guarded } };
    },
  };
}
`;
}
