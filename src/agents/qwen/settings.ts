import { objectAt, type Settings } from '../../config-layers/commented-json.ts';
import { Failure } from '../../failure.ts';
import { variable, type Host } from '../../host.ts';
import { at } from '../../json-path.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import { lastOf, type CommandLine } from '../command-line.ts';
import { lineOf } from './arguments.ts';
import { modelProviders, typeOf, type Providers } from './providers.ts';

/** The administrator's settings, with those that the plan stands on. */
export function settingsFor(
  target: Target,
  model: ModelEndpoint,
  providers: Providers,
  managed: Settings | undefined,
): Settings {
  const { main, small } = target;
  return {
    $version: settingsVersion,
    ...managed,
    modelProviders: modelProviders(target, providers),
    providerProtocol: {},
    security: {
      ...objectAt(managed, 'security'),
      auth: { ...objectAt(managed, 'security', 'auth'), selectedType: typeOf(model), enforcedType: '' },
    },
    model: { ...objectAt(managed, 'model'), name: model.model, baseUrl: model.baseUrl },
    fastModel: small.about.id === main.about.id ? '' : `${typeOf(small)}:${small.model}`,
    // The user's other choices are of models that are not there now.
    ...Object.fromEntries(otherChoices.map((name) => [name, ''])),
    // Its reports go to its maker, and the number of this installation along with requests to the gateway.
    privacy: { ...objectAt(managed, 'privacy'), usageStatisticsEnabled: false },
  };
}

/** That of the format; without it the file would be written anew (0.24.4). */
export const settingsVersion = 4;

const otherChoices: readonly string[] = [
  'advisorModel',
  'visionModel',
  'compactionModel',
  'imageModel',
  'modelFallbacks',
  'voiceModel',
];

/**
 * Throws a `usage` Failure where the whole CLI is to run in a container, which neither the file nor the variables of this
 * launch reach. `settings`: what ranks highest first.
 */
export function checkSandbox(args: readonly string[], host: Host, settings: readonly (Settings | undefined)[]): void {
  const named = variable(host.env, 'QWEN_SANDBOX', host.platform)?.trim() ?? '';
  const wanted = settings.map((one) => at(one, 'tools', 'sandbox')).find((value) => value !== undefined);
  const place =
    named !== ''
      ? isOn(named) && 'QWEN_SANDBOX in your environment'
      : (flagged(lineOf(args)) ?? (isOn(wanted) && 'tools.sandbox in the settings'));
  if (place === false) return;
  throw new Failure(
    'usage',
    `${place} runs Qwen Code in a sandbox, which the key and the settings of this launch do not reach.`,
    'Switch it off for this launch: QWEN_SANDBOX=false jetway qwen',
  );
}

/** The flag that asks for a sandbox; false for one that asks for none, undefined without. */
function flagged(line: CommandLine): string | false | undefined {
  const given = lastOf(line, '--sandbox', '--no-sandbox');
  if (given === undefined) return undefined;
  return given.flag === '--no-sandbox' || !isOn(given.value ?? 'true') ? false : given.typed;
}

function isOn(value: unknown): boolean {
  return typeof value === 'string' ? !['', '0', 'false'].includes(value.toLowerCase()) : value === true;
}
