import type { Agent } from '../agents/agent.ts';
import { otherSources, storeKey, type FoundKey } from '../keys/sources.ts';
import { Failure } from '../failure.ts';
import { freeName, remember, type KeyOrigin } from '../profiles/profile.ts';
import { withSettings } from '../keys/keys.ts';
import type { Choice, Options } from '../options/options.ts';
import { keepProfile, profileToChange } from '../options/resolve-gateway.ts';
import type { System } from '../system/system.ts';
import type { NamedModels } from './ask-model.ts';

/**
 * Saves all answers once they are complete: the key in the keyring, the rest in a profile, which becomes the current one.
 * Where the keyring fails the key is not stored, and the launch goes on. Gives the lines to show.
 */
export async function save(
  answered: {
    readonly choice: Choice;
    readonly key: FoundKey | undefined;
    readonly agent: Agent;
    readonly models: NamedModels;
    readonly name?: string;
  },
  options: Options,
  system: System,
): Promise<readonly string[]> {
  const { key, agent, models } = answered;
  const choice = profileToChange(answered.choice, options);
  const lines: string[] = [];
  const kept = key?.source.kind === 'prompt' ? await keep(choice, key, system) : undefined;
  if (kept !== undefined) lines.push(kept.line);
  const { profiles } = system.profiles.read();
  const named = choice.profile?.name ?? options.profile;
  // What was published stays as it was agreed to.
  const isOther = named !== undefined && choice.profile === undefined && profiles[named]?.source !== undefined;
  const name = (isOther ? undefined : named) ?? answered.name ?? freeName(choice.gateway.id, system.profiles.read());
  const { keyFrom: _before, ...base } = withSettings(choice);
  const from = kept?.from ?? key?.source.kind;
  const used = from === undefined ? base : { ...base, keyFrom: from };
  const profile = remember(used, agent.id, models.model, models.smallModel);
  await keepProfile(name, profile, options, system);
  lines.push(`Saved as profile ${name} in ${system.profiles.path}.`);
  return lines;
}

async function keep(
  choice: Choice,
  key: FoundKey,
  system: System,
): Promise<{ readonly line: string; readonly from: KeyOrigin }> {
  try {
    const place = await storeKey(choice.connection.account, key.value, 'keyring', system);
    return { line: `The key is kept in ${place}.`, from: 'keyring' };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const next = `It serves this session; next time use ${otherSources}, or jetway login --store file.`;
    return { line: `The key is not kept: ${error.message} ${next}`, from: 'prompt' };
  }
}
