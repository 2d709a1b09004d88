import { cacheKey } from '../../cache-key.ts';
import type { CalledTool } from '../../protocols/answer.ts';

/** The longest name that every protocol takes, and the longest id of a call. Characters. */
const nameLimit = 64;
const idLimit = 40;

export interface ToolNames {
  /** How the gateway is to call a tool: the same each time. */
  nameOf(tool: CalledTool): string;
  /** The tool that is called so. */
  toolOf(name: string): CalledTool;
}

/** Flattens namespaces and shortens what is too long; what was done is undone in the answer. */
export function createToolNames(): ToolNames {
  const tools = new Map<string, CalledTool>();
  return {
    nameOf: (tool) => {
      const full = tool.namespace === undefined ? tool.name : `${tool.namespace}__${tool.name}`;
      const plain = full.replaceAll(/[^\w-]/g, '_');
      const short = plain === full && plain.length <= nameLimit ? plain : hashed(plain, full);
      const known = tools.get(short);
      // A namespace's tool and a tool of that very name.
      const taken = known !== undefined && (known.name !== tool.name || known.namespace !== tool.namespace);
      const name = taken ? hashed(plain, `${full}\n${tool.namespace ?? ''}`) : short;
      tools.set(name, tool);
      return name;
    },
    toolOf: (name) => tools.get(name) ?? { kind: 'function', name },
  };
}

function hashed(plain: string, full: string): string {
  return `${plain.slice(0, nameLimit - 9)}_${cacheKey(full).slice(0, 8)}`;
}

const wrapped = 'jwid_';

/** An id of a call, as agents take it, for one of the gateway's; undefined where it is none to keep. */
export function agentId(id: string | undefined): string | undefined {
  if (id === undefined || id === '' || id.length > idLimit) return undefined;
  if (/^[\w-]+$/.test(id) && !id.startsWith(wrapped)) return id;
  // Some models know their calls again by it: Kimi's are named `functions.bash:0`.
  return `${wrapped}${Buffer.from(id).toString('base64url')}`;
}

/** The gateway's id of a call for the agent's. */
export function gatewayId(id: string): string {
  if (id.startsWith(wrapped)) return Buffer.from(id.slice(wrapped.length), 'base64url').toString('utf8');
  return /^[\w-]+$/.test(id) && id.length <= idLimit ? id : `call_${cacheKey(id)}`;
}
