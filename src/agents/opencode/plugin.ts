/**
 * Runs inside OpenCode 1.x or another edition (Bun), which loads it by the `plugin` list of its configuration; built into
 * `dist/opencode-plugin.mjs`. OpenCode calls every export of a plugin file as a plugin, so there is only one.
 */
import { closeSync, fstatSync, readFileSync } from 'node:fs';
import process from 'node:process';
import type { Told } from './edition.ts';
import { guard, restore, type Configuration, type Delivery } from './guard.ts';

/** Kept in module scope, never on `globalThis`: other plugins run in the same process. */
const { id, variable, agents } = edition();
const inline = process.env[variable] ?? '{}';
const { endpoints, models, hide, mcp } = receive();
const listed = readModels();
const guarded = guard(endpoints, globalThis.fetch, id);

/** OpenCode's `config` hook comes before providers are built, `shell.env` before each command of the shell tool. */
export async function jetway(): Promise<object> {
  return {
    config: async (config: Configuration) => {
      restore(config, JSON.parse(inline) as Configuration, structuredClone(listed), guarded, agents);
      if (mcp !== undefined) config.mcp = { ...config.mcp, ...mcp };
    },
    'shell.env': async (_input: unknown, output: { env: Record<string, string | undefined> }) => {
      for (const name of [variable, ...hide]) output.env[name] = undefined;
    },
  };
}

/** Taken out of the environment like the delivery: whatever is started from here may be another edition. */
function edition(): Told {
  const text = process.env['JETWAY_EDITION'];
  delete process.env['JETWAY_EDITION'];
  if (text !== undefined) return JSON.parse(text) as Told;
  return { id: 'opencode', variable: 'OPENCODE_CONFIG_CONTENT', agents: ['build', 'plan'] };
}

/**
 * Takes the delivery, and its traces out of the environment: so neither shell nor MCP servers inherit them. A pipe is
 * empty after the first reading; whatever fails leaves no destination, and every request is refused.
 */
function receive(): Delivery {
  const { JETWAY_FD: descriptor, JETWAY_ENDPOINTS: text } = process.env;
  delete process.env['JETWAY_FD'];
  delete process.env['JETWAY_ENDPOINTS'];
  try {
    return JSON.parse(descriptor === undefined ? (text ?? '') : read(Number(descriptor))) as Delivery;
  } catch {
    return { endpoints: [], hide: [] };
  }
}

/** Undefined where the file is gone: the models in use are in the configuration itself. */
function readModels(): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(readFileSync(models ?? '', 'utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** Where no pipe was inherited the number may belong to Bun itself, and reading that would never end. */
function read(descriptor: number): string {
  const kind = fstatSync(descriptor);
  if (!kind.isFIFO() && !kind.isSocket()) return '';
  const text = readFileSync(descriptor, 'utf8');
  closeSync(descriptor);
  return text;
}
