import type { Launch } from '../agents/agent.ts';
import type { McpServer } from '../agents/agent-mcp.ts';
import { Failure } from '../failure.ts';
import { secretsIn, type Keys } from '../keys/secret.ts';
import { messageOf } from '../gateways/diagnosis.ts';
import { textAt } from '../json-path.ts';
import { ask } from '../net/gateway-client.ts';
import type { System } from '../system/system.ts';
import { clean } from '../text.ts';
import type { CompletePlan } from './plan.ts';
import type { Session } from './session-part.ts';

/** How long it is waited for: some agents wait a minute for a server that does not answer. Milliseconds. */
const patience = 5000;

/**
 * The plan with the gateway's own MCP server in it. Throws `usage` where gateway, agent or relay have no way to it, and what
 * it answers where it can't be used; `unasked`, as in a dry run, it is not asked.
 */
export async function attachMcp(
  plan: CompletePlan,
  { agent, choice, keys, target }: Session,
  launch: Launch,
  how: 'asked' | 'unasked',
  system: System,
): Promise<CompletePlan> {
  const { connection } = choice;
  const without = 'Leave --mcp out.';
  const { mcp } = connection;
  if (mcp === undefined) {
    const why = `${connection.gateway.name} has no MCP server that its key opens.`;
    throw new Failure('usage', why, connection.hints?.mcp ?? without);
  }
  if ('why' in agent.mcp)
    throw new Failure('usage', `${agent.name} takes no server for one session: ${agent.mcp.why}`, without);
  // A subcommand that opens no session.
  if (plan.apart === true) return plan;
  if (target.hides !== undefined) {
    throw new Failure(
      'usage',
      'With a relay the agent has no key of the gateway, and its MCP server wants one.',
      'Leave --mcp out, or what needs the relay: --relay never',
    );
  }
  const headers = mcp.headers(keys);
  const values = Object.values(headers)
    .flatMap(secretsIn)
    .map(({ account }) => keys.get(account) ?? '');
  const name = `${connection.gateway.id}-${system.sha256([mcp.url, ...values].join('\n')).slice(0, 6)}`;
  const server: McpServer = { name, url: mcp.url, headers };
  if (how === 'asked') await tryServer(server, connection.gateway.name, keys, system);
  const attach = await agent.mcp.attach();
  const attached = attach(plan, server, launch);
  const note = `the MCP server of ${connection.gateway.name}, ${mcp.url}, is attached as ${name}`;
  return { ...plan, ...attached, notes: [...(plan.notes ?? []), note], mcp: { name, url: mcp.url } };
}

/** Says hello as a client does, and takes its leave. */
async function tryServer({ url, headers }: McpServer, gateway: string, keys: Keys, system: System): Promise<void> {
  const accept = { accept: 'application/json, text/event-stream' };
  const hello = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'jetway', version: system.version },
    },
  };
  const question = {
    method: 'POST' as const,
    url,
    headers: { 'content-type': 'application/json', ...accept, ...headers },
    body: JSON.stringify(hello),
    read: (status: number, body: unknown) => ({ status, body }),
  };
  const { answer, response } = await ask(question, keys, system.http, patience).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    throw new Failure('gateway', `The MCP server of ${gateway} does not answer: ${error.message}`, 'Leave --mcp out.');
  });
  const { status, body } = answer;
  if (status === 200 && serverIn(body) !== undefined) {
    const session = response.headers['mcp-session-id'];
    if (session === undefined) return;
    const leave = { method: 'DELETE' as const, url, headers: { ...headers, 'mcp-session-id': session } };
    await system.http.send({ ...leave, keys, timeoutMs: patience }).catch(() => undefined);
    return;
  }
  const said = messageOf(body) ?? (typeof body === 'string' ? body : '');
  const told = `${status}${said.trim() === '' ? '' : `: ${clean(said)}`}`;
  if (status === 401 || status === 403) {
    throw new Failure(
      'credential',
      `The MCP server of ${gateway} refuses this key with ${told}`,
      'Give the key tools at the gateway, or leave --mcp out.',
    );
  }
  throw new Failure('gateway', `At ${url} there is no MCP server: it answers ${told}`, 'Leave --mcp out.');
}

/** The name it gives itself: in JSON, or in the one event of a stream. */
function serverIn(body: unknown): string | undefined {
  const named = textAt(body, 'result', 'serverInfo', 'name');
  if (named !== undefined || typeof body !== 'string') return named;
  return /"serverInfo"\s*:\s*\{[^}]*"name"\s*:\s*"([^"]*)"/.exec(body)?.[1];
}
