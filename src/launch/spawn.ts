import type { Pipe, VariableValue } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import type { Environment, Host, Installation } from '../host.ts';
import { overlay } from './overlay.ts';
import type { CompletePlan } from './plan.ts';
import { reveal, revealJson, type Keys } from '../keys/secret.ts';
import type { System } from '../system/system.ts';

/** Starts the agent and owns its whole life; gives its exit code, or 128+n after a signal. Throws an `agent` Failure. */
export function spawn(
  plan: CompletePlan,
  installation: Installation,
  keys: Keys,
  stdin: 'inherit' | 'ignore',
  system: System,
): Promise<number> {
  return system.programs.start({
    command: installation.command,
    args: [...installation.prefix, ...plan.args],
    env: childEnvironment(plan, keys, system.host),
    stdin,
    pipes: new Map((plan.pipes ?? []).map((pipe) => [pipe.descriptor, contentOf(pipe, keys)])),
  });
}

/** The user's environment, less what the plan takes away, plus what it sets. Exported for its test. */
export function childEnvironment(
  plan: Pick<CompletePlan, 'set' | 'unset'>,
  keys: Keys,
  host: Host,
): Readonly<Record<string, string>> {
  const fold = (name: string): string => (host.platform === 'win32' ? name.toUpperCase() : name);
  const gone = new Set([...plan.unset.flatMap((group) => group.names), ...Object.keys(plan.set)].map(fold));
  const kept = Object.entries(host.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !gone.has(fold(entry[0])),
  );
  const set = Object.entries(plan.set).map(([name, setting]) => [name, valueOf(name, setting, keys, host.env)]);
  return Object.fromEntries([...kept, ...set]) as Record<string, string>;
}

function valueOf(name: string, setting: VariableValue, keys: Keys, env: Environment): string {
  if (typeof setting !== 'object' || !('over' in setting)) return reveal(setting, keys);
  return JSON.stringify(overlay(jsonOfUser(name, env[name]), revealJson(setting.over, keys)));
}

/** What the user has in a variable that Jetway lays JSON over. Throws a `configuration` Failure for what is none. */
export function jsonOfUser(name: string, text: string | undefined): unknown {
  if (text === undefined || text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('configuration', `${name} in your environment is not JSON.`, `Correct it, or unset ${name}.`);
  }
}

function contentOf(pipe: Pipe, keys: Keys): string {
  const { content } = pipe;
  return typeof content === 'object' && 'json' in content
    ? JSON.stringify(revealJson(content.json, keys))
    : reveal(content, keys);
}
