import { Failure } from './failure.ts';
import type { Answers, Connection, Gateway } from './gateways/gateway.ts';
import { findGateway, gateways } from './gateways/index.ts';
import type { Profile } from './profile.ts';
import { settle } from './settings.ts';
import type { System } from './system/system.ts';

/** What the flags and `JETWAY_*` variables say; the flags have won already. */
export interface Options {
  readonly profile?: string;
  readonly gateway?: string;
  /** Settings by id, from `--set` and the flags of their own. */
  readonly settings: Readonly<Record<string, string>>;
  readonly model?: string;
  readonly smallModel?: string;
  readonly keyStdin?: boolean;
  readonly providerKeyStdin?: boolean;
  readonly keyCommand?: string;
  readonly yes?: boolean;
  /** Ask every question again, with the saved answers preselected. */
  readonly ask?: boolean;
  /** The named profile may be one that is still to be made. */
  readonly create?: boolean;
  readonly verbose?: boolean;
}

/** A gateway with its settings, and the profile they belong to. */
export interface Choice {
  readonly profile?: { readonly name: string; readonly saved: Profile };
  readonly gateway: Gateway;
  readonly answers: Answers;
  readonly connection: Connection;
  /** A question was asked, so there is something to save. */
  readonly asked: boolean;
}

/**
 * The gateway and its settings, from flags, profile, the gateway's variables, and where there is a terminal from
 * questions. Throws `usage` where something is missing and nobody can be asked, `configuration` for what can't be right.
 */
export async function resolveGateway(options: Options, system: System): Promise<Choice> {
  const profile = chooseProfile(options, system);
  const saved = profile?.saved;
  let again = options.ask === true && system.canAsk;
  let gateway = options.gateway === undefined ? undefined : findGateway(options.gateway);
  if (gateway === undefined && saved !== undefined && !again) gateway = findGateway(saved.gateway);
  if (gateway === undefined) {
    gateway = await askGateway(system, saved?.gateway);
    again = true;
  }
  const known = saved?.gateway === gateway.id ? saved.settings : {};
  const { answers, asked } = await settle(gateway, known, again, options, system);
  return {
    ...(profile === undefined || saved?.gateway !== gateway.id ? {} : { profile }),
    gateway,
    answers,
    connection: gateway.connect(answers),
    asked: asked || again,
  };
}

/**
 * The profile in use: the named one, else the current one, unless another kind of gateway is asked for. Throws
 * `configuration` for a name that is not saved, save where the name is to be made (`options.create`).
 */
export function chooseProfile(
  options: Options,
  system: System,
): { readonly name: string; readonly saved: Profile } | undefined {
  const config = system.profiles.read();
  const name = options.profile ?? config.current;
  if (name === undefined) return undefined;
  const saved = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
  if (saved === undefined) {
    if (options.profile === undefined || options.gateway !== undefined || options.create === true) return undefined;
    throw new Failure('configuration', `There is no profile ${name}.`, 'See which there are: jetway profile list');
  }
  if (options.gateway !== undefined && findGateway(options.gateway).id !== saved.gateway) return undefined;
  return { name, saved };
}

async function askGateway(system: System, preselected: string | undefined): Promise<Gateway> {
  if (!system.canAsk) {
    throw new Failure(
      'usage',
      'No gateway is chosen.',
      `Give --gateway ${gateways.map((gateway) => gateway.id).join(' | ')}, or save one: jetway login --gateway …`,
    );
  }
  const { env } = system.host;
  const hinted = gateways.find((gateway) => gateway.keyVariables.some((name) => (env[name] ?? '') !== ''));
  const prompts = system.prompts;
  const id = await prompts.select(
    'Which gateway?',
    gateways.map((gateway) => ({ value: gateway.id, name: gateway.name })),
    preselected ?? hinted?.id,
  );
  return findGateway(id);
}
