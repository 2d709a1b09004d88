import type { ModelEndpoint, VariableValue } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import { direct } from '../launch/plan.ts';
import { keyPlaces, resolveKey } from '../keys/keys.ts';
import { resolveKeys } from '../keys/request-keys.ts';
import { Secret, type SecretText } from '../keys/secret.ts';
import { quietly } from '../launch/quietly.ts';
import { describeSession } from '../launch/session.ts';
import { childEnvironment } from '../launch/spawn.ts';
import { noteSession } from '../launch/summary.ts';
import { endpoint, spokenFor, unlisted } from '../launch/target.ts';
import { beginWatch } from '../launch/watch.ts';
import { completedModels } from '../models/complete.ts';
import type { LaunchOptions } from '../options/options.ts';
import { profileInUse, resolveGateway } from '../options/resolve-gateway.ts';
import { admitModels, admitProgram, admitSession } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import { protocolIds, protocols, type ProtocolId } from '../protocols/protocols.ts';
import type { System } from '../system/system.ts';
import { beginRelay } from '../relay/session.ts';
import { quote } from '../text.ts';

/**
 * Runs any command behind a relay, with address and token in the variables that the vendors' own libraries read, and gives
 * its exit code. `agentProtocol`: the only one that it speaks. Throws `agent` where it can't start, `model` where the
 * gateway serves nothing that can be reached so.
 */
export async function relay(
  command: readonly string[],
  options: LaunchOptions & { readonly agentProtocol?: string },
  system: System,
): Promise<number> {
  const [name, ...args] = command[0] === '--' ? command.slice(1) : command;
  if (name === undefined) {
    throw new Failure('usage', 'No command is given.', 'Put it behind two dashes: jetway relay -- python app.py');
  }
  const speaks = spoken(options.agentProtocol);
  const found = system.programs.named(name);
  const choice = await resolveGateway(options, system);
  const { connection } = choice;
  const policies = policiesOf(choice.profile?.saved, system);
  admitProgram(policies, name);
  admitSession(policies, options, choice.profile?.saved, connection);
  if (options.model !== undefined) admitModels(policies, [options.model]);
  const client = { id: 'relay', name, speaks, isProgram: true };
  const ways = connection.routes(options.model);
  // As a launch has it: translated where there is no other way alone.
  const way =
    ways.find(({ protocol }) => speaks.includes(protocol)) ??
    ways.find(({ protocol }) => spokenFor(client, protocol) !== undefined);
  if (way === undefined) {
    throw new Failure(
      'model',
      `${choice.gateway.name} serves nothing that ${name} could reach over ${speaks.join(', ')}.`,
      'Name another protocol with --agent-protocol, or see: jetway list-models',
    );
  }
  const key = await resolveKey(choice, options, system);
  const keys = await resolveKeys(choice, key, way.provider, options, system);
  const { id, headers } = describeSession('relay', choice, options, system);
  const named = unlisted(connection, options.model ?? '');
  const [about = named] = options.model === undefined ? [named] : completedModels([named], system);
  const main: ModelEndpoint = { ...endpoint(way, connection, keys), about };
  const target = { gateway: connection.gateway, main, small: main, models: [main], cacheKey: '', headers };
  const profile = profileInUse(choice, choice.profile);
  // A status line has no place beside a command that is no agent.
  const known = { id, agent: client, policies, choice, profile, target, keys, key };
  const session = { ...known, options: { ...options, statusline: false } };
  const since = system.now();
  const watching = await beginWatch(session, system);
  const observe = watching?.observe === undefined ? {} : { observe: watching.observe };
  const { detour, end } = await beginRelay({ ...session, ...observe }, system);
  const { origin } = new URL(detour.target.main.baseUrl);
  const reached = speaks.filter((one) =>
    connection.routes(options.model).some(({ protocol }) => spokenFor({ speaks: [one] }, protocol) !== undefined),
  );
  const secret = new Secret(origin);
  const set: Readonly<Record<string, VariableValue>> = {
    ...direct(detour.target, system.host),
    ...(Object.assign({}, ...reached.map((one) => variablesOf(one, origin, secret))) as Record<string, SecretText>),
  };
  // Another address or key of the user's would lead it past the relay, and the gateway's key is not the command's.
  const usual = protocolIds.flatMap((one) => [
    ...protocols[one].variables.baseUrl,
    ...Object.values(protocols[one].variables.key),
    ...(protocols[one].variables.winning ?? []),
  ]);
  const own = { names: [...usual, 'JETWAY_PROVIDER_KEY', ...keyPlaces(choice, options, system).variables], why: '' };
  let code: number | undefined;
  try {
    code = await system.programs.start({
      command: found.command,
      args: [...found.prefix, ...args],
      env: childEnvironment({ set, unset: [own] }, detour.keys, system.host),
      stdin: options.keyStdin === true ? 'ignore' : 'inherit',
      pipes: new Map(),
    });
    return code;
  } finally {
    await quietly(system, async () => end({ code, files: [] }));
    await quietly(system, async () => watching?.end({ code, files: [] }));
    if (code !== undefined) noteSession(session, since, system);
  }
}

function spoken(text: string | undefined): readonly ProtocolId[] {
  if (text === undefined) return protocolIds;
  const found = protocolIds.find((id) => id === text);
  if (found !== undefined) return [found];
  throw new Failure('usage', `There is no protocol ${quote(text)}.`, `Name one of these: ${protocolIds.join(', ')}`);
}

/** Address and token in the variables that the vendor's own library reads. */
function variablesOf(protocol: ProtocolId, origin: string, token: Secret): Readonly<Record<string, SecretText>> {
  const { variables, basePath, keyHeader } = protocols[protocol];
  const names = Object.keys(keyHeader(token)).flatMap((header) => variables.key[header] ?? []);
  return Object.fromEntries([
    ...variables.baseUrl.map((name) => [name, `${origin}${basePath}`] as const),
    ...names.map((name) => [name, token] as const),
  ]);
}
