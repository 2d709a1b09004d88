import type { Agent, Launch, LaunchPlan, VariableValue, Target, Unset } from '../agents/agent.ts';
import { ownKeyVariables, type Host } from '../host.ts';
import { proxyVariable, proxyVariables } from '../net/proxy.ts';
import { isLoopback } from '../net/url.ts';

/** An agent's plan, completed by what holds for every agent: proxies, and the keys of Jetway's that it must not get. */
export interface CompletePlan extends LaunchPlan {
  readonly agent: string;
  readonly target: Target;
  /** Every variable that is taken away, with the reason, whether or not the user has it set. */
  readonly unset: readonly Unset[];
}

/** Jetway's own variables that hold a key: no agent gets them. */
export const ownKeys: Unset = {
  names: ownKeyVariables,
  why: "a key for Jetway, not for the agent's tools",
};

const relayKeys = (names: readonly string[]): Unset => ({
  names,
  why: 'a key of the gateway, which the relay has in place of the agent',
});

/** Pure. Throws what the agent's `plan` throws: a `usage` Failure for arguments that would undo it. */
export function planLaunch(agent: Agent, target: Target, launch: Launch): CompletePlan {
  const plan = agent.plan(target, launch);
  return {
    ...plan,
    agent: agent.id,
    target,
    set: { ...direct(target, launch.host), ...plan.set },
    unset: [
      ...agent.unset,
      ...(plan.unset ?? []),
      ...(target.hides === undefined ? [] : [relayKeys(target.hides)]),
      ownKeys,
    ],
  };
}

/** The variables that the user has set and the agent will not get, or gets empty. */
export function removed(plan: CompletePlan, host: Host): readonly { readonly name: string; readonly why: string }[] {
  const windows = host.platform === 'win32';
  const fold = (name: string): string => (windows ? name.toUpperCase() : name);
  // Nobody expects the agent to get Jetway's own key: not worth a line.
  const given = Object.keys(plan.set).filter((name) => plan.set[name] !== '');
  const quiet = new Set([...given, ...ownKeys.names].map(fold));
  const reasons = new Map(plan.unset.flatMap((group) => group.names.map((name) => [fold(name), group.why] as const)));
  return Object.keys(host.env)
    .filter((name) => (host.env[name] ?? '') !== '' && !quiet.has(fold(name)))
    .flatMap((name) => {
      const why = reasons.get(fold(name));
      return why === undefined ? [] : [{ name, why }];
    });
}

/** NO_PROXY for a gateway on this machine, where a proxy is set: a proxy can't reach it, and every agent heeds the variables. */
export function direct(target: Pick<Target, 'main' | 'small'>, host: Host): Readonly<Record<string, VariableValue>> {
  const proxied = proxyVariables.some((name) => proxyVariable(name, host) !== undefined);
  const hosts = [...new Set([target.main, target.small].map((endpoint) => new URL(endpoint.baseUrl).hostname))];
  const local = hosts.filter((name) => isLoopback(name));
  if (!proxied || local.length === 0) return {};
  const names = proxyVariable('NO_PROXY', host);
  const value = [...(names === undefined ? [] : [names]), ...new Set([...local, '127.0.0.1', 'localhost'])].join(',');
  return { NO_PROXY: value, no_proxy: value };
}
