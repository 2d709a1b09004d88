import type { Agent } from '../agents/agent.ts';
import { complaintOf } from '../failure.ts';
import { sourceOf } from '../keys/keys.ts';
import type { FoundKey } from '../keys/sources.ts';
import type { Choice, LaunchOptions } from '../options/options.ts';
import { chooseProfile, resolveAdmitted } from '../options/resolve-gateway.ts';
import { admitLaunch } from '../policy/enforce.ts';
import { machinePolicies, withPublished } from '../policy/policies.ts';
import type { Policies } from '../policy/policy.ts';
import { checkName, freeName } from '../profiles/profile.ts';
import type { SummaryRow, System } from '../system/system.ts';
import { chooseAgent } from './ask-agent.ts';
import { chooseKey } from './ask-key.ts';
import { askModel, chooseModels, type NamedModels } from './ask-model.ts';
import type { Asking } from './questionnaire.ts';

/** All that a launch is told by flags, profile and questions. */
export interface Told {
  readonly agent: Agent;
  readonly policies: Policies;
  readonly choice: Choice;
  readonly key: FoundKey | undefined;
  readonly models: NamedModels;
  /** What a profile that is to be made is called. */
  readonly name?: string;
}

/**
 * Agent, gateway, key and models, asked for where they are not said, and where the gateway was asked for a summary in which
 * each can still be changed. Changes nothing. Throws the Failure of what refuses.
 */
export async function askAll(agentId: string | undefined, options: LaunchOptions, asking: Asking): Promise<Told> {
  const { system } = asking;
  const inUse = chooseProfile(options, system)?.saved;
  const agent = await chooseAgent(agentId, inUse?.agent, options, system);
  const machine = machinePolicies(system);
  admitLaunch(machine, agent.id, options, inUse);
  const choice = await resolveAdmitted(machine, options, system);
  const saved = choice.profile?.saved;
  const policies = withPublished(machine, saved, system);
  // The answers may have led to another profile, or to none; and what the gateway can be told is known by now.
  admitLaunch(policies, agent.id, options, saved, choice.connection);
  const key = await chooseKey(choice, options, system);
  const models = await chooseModels(agent, choice, key, options, system);
  const told = { agent, policies, choice, key, models };
  return choice.asked && system.canAsk ? confirmed(told, options, asking) : told;
}

async function confirmed(first: Told, options: LaunchOptions, asking: Asking): Promise<Told> {
  const { system } = asking;
  const { agent, choice, key } = first;
  let told = first;
  for (;;) {
    const lines = summaryOf(told, options, asking);
    const rows = lines.map(({ label, text, letter, again }) => ({
      label,
      text,
      ...(again === undefined ? {} : { key: letter }),
    }));
    const pressed = await system.prompts.review(`Launch ${agent.name}?`, rows);
    const again = lines.find(({ letter }) => letter === pressed)?.again;
    if (again === undefined) return told;
    if (again === 'small') {
      const smallModel = await askModel(agent, choice, key, options, system, 'small model');
      told = { ...told, models: { ...told.models, smallModel, asked: true } };
    } else if (again === 'name') told = { ...told, name: await askName(system) };
    else asking.again(again);
  }
}

interface Line extends Omit<SummaryRow, 'key'> {
  readonly letter: string;
  /** The question that changes it; absent where a flag, a variable or a profile said it. */
  readonly again: string | undefined;
}

function summaryOf(
  { agent, choice, key, models, name }: Told,
  options: LaunchOptions,
  asking: Asking,
): readonly Line[] {
  const { system } = asking;
  const { connection, gateway, profile } = choice;
  const address = gateway.settings.find((setting) => asking.asked(setting.question) !== undefined)?.question;
  const mine = profile?.name ?? options.profile;
  return [
    { letter: 'a', label: 'agent', text: agent.name, again: asking.asked('Which agent?') },
    { letter: 'g', label: 'gateway', text: gateway.name, again: asking.asked('Which gateway?') },
    { letter: 'h', label: 'address', text: connection.url, again: address },
    { letter: 'k', label: 'key', text: placeOf(key, system), again: asking.asked(`Key of ${gateway.name}`) },
    { letter: 'm', label: 'model', text: models.model, again: asking.asked('Which model for') },
    {
      letter: 's',
      label: 'small model',
      text: models.smallModel ?? 'the same, or as the agent has it',
      again: 'small',
    },
    {
      letter: 'p',
      label: 'profile',
      text: mine ?? name ?? freeName(gateway.id, system.profiles.read()),
      again: mine === undefined ? 'name' : undefined,
    },
  ];
}

function placeOf(key: FoundKey | undefined, system: System): string {
  return key?.source.kind === 'prompt' ? `will be kept in ${system.credentials('keyring').place}` : sourceOf(key);
}

async function askName(system: System): Promise<string> {
  const { profiles } = system.profiles.read();
  return system.prompts.text('Name of the profile', {
    check: (text) =>
      Object.hasOwn(profiles, text) ? `There is a profile ${text} already.` : complaintOf(() => checkName(text)),
  });
}
