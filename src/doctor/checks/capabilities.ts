import { capabilityNames } from '../../protocols/capability.ts';
import type { CapabilityResult, TriedCapabilities } from '../capabilities/try-capabilities.ts';
import type { AgentCheck } from '../check.ts';
import { whyUntried } from '../live-requests/why-untried.ts';
import { fail, pass, skip, warn, type Evidence, type Outcome } from '../outcome.ts';

/** Costs money, so it is made only where `--capabilities` asks for it, and never before a launch. */
export const capabilities: AgentCheck = {
  id: 'capabilities',
  title: 'What works',
  about: 'agent',
  needsGateway: true,
  preflight: false,
  costs: 'capabilities',
  run: async (facts) => {
    const why = await whyUntried(facts);
    if (why !== undefined) return skip(why);
    const tried = await facts.capabilities();
    return tried === undefined ? skip('what it sends is not known') : outcomeOf(tried);
  },
};

function outcomeOf(tried: TriedCapabilities): Outcome {
  const { model, translatedTo, failure, results, unkept } = tried;
  const name = translatedTo === undefined ? model : `${model} (translated to ${translatedTo})`;
  if (failure !== undefined) {
    return fail(failure.code, `${name} does not answer: ${failure.message}`, failure.hint);
  }
  const groups = (['works', 'refused', 'ignored', 'unknown'] as const).flatMap((result) => {
    const ids = results.filter((one) => one.result === result).map(({ id }) => capabilityNames[id]);
    return ids.length === 0 ? [] : [`${words[result]} ${ids.join(', ')}`];
  });
  const note = unkept === undefined ? '' : `; not kept: ${unkept}`;
  const detail = `${name} ${groups.join('; ')}${note}`;
  const evidence = evidenceOf(tried);
  const broken = results.filter(({ result }) => result === 'refused' || result === 'ignored');
  return broken.length === 0 ? pass(detail, evidence) : warn(detail, hintFor(broken), evidence);
}

/** What came out, as it reads behind the model's name. */
const words = { works: 'takes', refused: 'refuses', ignored: 'passes over', unknown: 'leaves unknown' } as const;

function hintFor(broken: readonly CapabilityResult[]): string {
  const settings = broken.flatMap(({ id, avoid }) => (avoid === undefined ? [] : [`${capabilityNames[id]}: ${avoid}`]));
  return settings.length === 0
    ? 'Do without, choose another model (jetway list-models), or have the gateway take it.'
    : `Switch it off, for ${settings.join('; ')}`;
}

/** A row for each capability, for `--json` and the table. */
function evidenceOf({ model, protocol, translatedTo, results, unused }: TriedCapabilities): readonly Evidence[] {
  const route = { model, protocol, ...(translatedTo === undefined ? {} : { translatedTo }) };
  const order = Object.keys(capabilityNames);
  const rows = [
    ...results.map(({ id, result, said, avoid }) => ({
      capability: id,
      result,
      ...(said === undefined ? {} : { said }),
      ...(avoid === undefined ? {} : { setting: avoid }),
      ...route,
    })),
    ...unused.map(({ id, why }) => ({ capability: id, result: 'unused', said: why, ...route })),
  ];
  return rows.toSorted((one, other) => order.indexOf(one.capability) - order.indexOf(other.capability));
}
