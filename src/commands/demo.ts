import type { Agent } from '../agents/agent.ts';
import { agents, findAgent } from '../agents/index.ts';
import { chooseAgent } from '../launch/ask-agent.ts';
import { answer, demoModelFor } from './demo/gateway.ts';
import { protocolIds } from '../protocols/protocols.ts';
import type { Options } from '../options/options.ts';
import type { System } from '../system/system.ts';
import { ask } from './ask.ts';
import { say } from '../say.ts';
import { launch } from './launch.ts';

/** The whole flow against a gateway of our own on loopback. Nothing is read from profiles or stores, nothing is saved. */
export async function demo(
  agentId: string | undefined,
  args: readonly string[],
  options: { readonly yes: boolean; readonly verbose: boolean },
  system: System,
): Promise<number> {
  const agent = await subject(agentId, system);
  const server = await system.http.serve(0, (request) => answer(request));
  const alone = withoutKeys(system);
  const choice: Options = {
    gateway: 'compatible',
    settings: { 'base-url': server.origin, protocols: protocolIds.join(',') },
    model: demoModelFor(agent?.speaks[0]).id,
    yes: options.yes,
    verbose: options.verbose,
  };
  const session = { attribution: true, tags: [] };
  const more = agent === undefined ? '' : ` Ask ${agent.name} to list the files, to see a tool call.`;
  say(
    `Demo: a gateway on ${server.origin} answers in place of a real one. Its answers are canned; no account, no key, and nothing leaves this machine through Jetway.${more}`,
    system,
  );
  try {
    if (agent !== undefined) {
      return await launch(
        agent.id,
        args,
        { ...choice, ...session, check: 'always', overrideManagedSettings: false },
        alone,
      );
    }
    const code = await ask(['Say hello.'], { ...choice, ...session, files: [], json: false }, alone);
    const [first, ...others] = agents.map((one) => one.id);
    say(
      `No agent is installed here, so Jetway asked by itself. With one: jetway demo --yes ${first ?? ''} (or ${others.join(', ')})`,
      system,
    );
    return code;
  } finally {
    await server.close();
  }
}

/** The agent named; else one that is installed. Undefined: none is, and there is nobody to ask about it. */
async function subject(id: string | undefined, system: System): Promise<Agent | undefined> {
  if (id !== undefined) return findAgent(id);
  if (system.canAsk) return chooseAgent(undefined, undefined, { settings: {} }, system);
  const found = await Promise.all(agents.map(async (agent) => system.programs.find(agent.command, agent.package)));
  return agents.find((_agent, index) => found[index] !== undefined);
}

/** The demo gateway takes anyone: no key of the user's goes there. */
function withoutKeys(system: System): System {
  const { JETWAY_API_KEY: _key, JETWAY_PROVIDER_KEY: _providerKey, ...env } = system.host.env;
  const profiles = { ...system.profiles, read: () => ({ schemaVersion: 1 as const, profiles: {}, credentials: {} }) };
  // Nor does npm ask for a newer Jetway: nothing leaves this machine.
  const quiet = { ...env, JETWAY_NO_UPDATE_CHECK: '1' };
  return { ...system, host: { ...system.host, env: quiet }, profiles };
}
