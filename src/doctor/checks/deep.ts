import type { Refusal, LiveResult } from '../live-requests/try-out.ts';
import { whyUntried } from '../live-requests/why-untried.ts';
import { type AgentCheck } from '../check.ts';
import { fail, pass, skip, warn, type Evidence, type Outcome } from '../outcome.ts';

/** Costs money, so it is made only where `--deep` asks for it, and never before a launch. */
export const deep: AgentCheck = {
  id: 'deep',
  title: 'Real request',
  about: 'agent',
  needsGateway: true,
  preflight: false,
  costs: 'deep',
  run: async (facts) => {
    const why = await whyUntried(facts);
    if (why !== undefined) return skip(why);
    return outcomeOf(facts.agent.name, await facts.liveResults());
  },
};

/** One line for all models of the agent; the worst of them gives the status. */
function outcomeOf(agent: string, results: readonly LiveResult[]): Outcome {
  if (results.length === 0) return skip('what it sends is not known');
  const detail = results.map(sentence).join('; ');
  const evidence = results.map(evidenceOf);
  const [dead] = results.flatMap(({ failure }) => failure ?? []);
  if (dead !== undefined) return fail(dead.code, detail, dead.hint, evidence);
  const refused = results.flatMap((result) => result.refused);
  if (refused.some(({ heals }) => heals !== true)) return fail('gateway', detail, hintFor(agent, refused), evidence);
  const lost = results.flatMap((result) => result.lost);
  if (results.some((result) => result.ignoredTools)) {
    return warn(detail, 'Run it once more; if it stays, choose another model: jetway list-models --tools', evidence);
  }
  if (refused.length > 0) {
    return warn(
      detail,
      `${agent} itself asks again without it; to spare that, ${lowered(hintFor(agent, refused))}`,
      evidence,
    );
  }
  if (lost.length > 0) return warn(detail, lostHint(lost), evidence);
  return pass(detail, evidence);
}

function sentence({ model: id, translatedTo, answer, failure, refused, lost, ignoredTools }: LiveResult): string {
  const model = translatedTo === undefined ? id : `${id} (translated to ${translatedTo})`;
  if (answer === undefined) return `${model} does not answer: ${failure?.message ?? 'nothing came'}`;
  if (refused.length > 0) {
    const words = refused.map(({ name, said }) => `${name} (${said})`).join(', ');
    return `${model} refuses ${words}; works without ${refused.length === 1 ? 'it' : 'them'}, ${figures(answer)}`;
  }
  const less = lost.map(({ name, said, loss }) => `; without ${name} (${said}) ${loss}`).join('');
  return `${model} works, ${figures(answer)}${ignoredTools ? ', but did not call the tool that it was asked to' : ''}${less}`;
}

function figures({
  firstTokenMs,
  milliseconds,
  tokensPerSecond,
  tokensIn,
  tokensOut,
}: NonNullable<LiveResult['answer']>): string {
  const first = firstTokenMs === undefined ? `${milliseconds} ms` : `first token after ${firstTokenMs} ms`;
  const rate = tokensPerSecond === undefined ? '' : `, ${tokensPerSecond} tokens/s`;
  return `${first}${rate}, ${tokensIn ?? '?'} tokens in, ${tokensOut ?? '?'} out`;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A setting may avoid several things. */
function hintFor(agent: string, refused: readonly Refusal[]): string {
  const settings = [...new Set(refused.flatMap(({ avoid }) => avoid ?? []))];
  const stuck = [...new Set(refused.filter(({ avoid }) => avoid === undefined).map(({ name }) => name))];
  return [
    ...(settings.length === 0 ? [] : [`Leave out what is refused: ${settings.join(' ')}`]),
    ...(stuck.length === 0
      ? []
      : [
          `${agent} has no setting to leave out ${stuck.join(', ')}: choose another model (jetway list-models), or have the gateway take it`,
        ]),
  ].join('. ');
}

function lostHint(lost: LiveResult['lost']): string {
  const settings = lost.flatMap(({ name, avoid }) => (avoid === undefined ? [] : [`${name}: ${avoid}`]));
  return settings.length === 0
    ? 'It works all the same; have the gateway take it.'
    : `Switch it off, for ${settings.join('; ')}`;
}

function evidenceOf(result: LiveResult): Evidence {
  const { model, role, protocol, translatedTo, answer, refused, lost, ignoredTools, requests } = result;
  const { firstTokenMs, tokensPerSecond, tokensIn, tokensOut } = answer ?? {};
  const settings = [...new Set([...refused, ...lost].flatMap(({ avoid }) => avoid ?? []))].join(' ');
  const given = {
    model,
    role,
    protocol,
    translatedTo,
    works: answer !== undefined && refused.length === 0,
    worksWithout: answer === undefined || refused.length === 0 ? undefined : refused.map(({ id }) => id).join(','),
    lost: lost.length === 0 ? undefined : lost.map(({ id }) => id).join(','),
    setting: settings === '' ? undefined : settings,
    firstTokenMs,
    tokensPerSecond,
    tokensIn,
    tokensOut,
    calledTool: ignoredTools ? false : answer?.called,
    requests,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
