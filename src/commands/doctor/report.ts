import type { AgentFacts, Facts } from '../../doctor/facts.ts';
import { leaveFailure } from '../../lazy.ts';
import type { Choice } from '../../options/options.ts';
import type { Result } from '../../doctor/examine.ts';
import type { Profile } from '../../profiles/profile.ts';
import type { System } from '../../system/system.ts';
import { clean } from '../../text.ts';
import type { Diagnoses } from '../doctor.ts';
import { createRedactor, type Private } from '../../doctor/redaction.ts';

export interface ReportParts {
  readonly facts: readonly (Facts | AgentFacts)[];
  choice(): Promise<Choice>;
  readonly profile: Profile | undefined;
}

/** The doctor's findings as one text to hand on, without whatever names the user, the account or a key. */
export async function drawReport(found: Diagnoses, parts: ReportParts, system: System): Promise<string> {
  const choice = await parts.choice().catch(leaveFailure);
  const redact = createRedactor(await privateParts(found, parts, choice, system));
  const { pass, warn, fail, skip } = found.summary;
  const lines = [
    `Jetway ${found.jetway}, Node ${found.node}, ${system.host.platform}`,
    `Gateway: ${choice === undefined ? 'none is chosen' : gatewayShape(choice)}`,
    `Profile: ${parts.profile === undefined ? 'none' : profileShape(parts.profile)}`,
    `Checks: ${fail} broken, ${warn} to look at, ${pass} fine, ${skip} not made`,
    '',
    ...found.checks.flatMap((result) => describe(result, redact)),
  ];
  return lines.map((line) => `${redact(line)}\n`).join('');
}

/** The names of its settings; values only where there are a few to choose from. */
function gatewayShape({ gateway, answers, connection }: Choice): string {
  const settings = gateway.settings.flatMap(({ id, choices }) => {
    const value = answers[id];
    return value === undefined ? [] : [choices?.includes(value) === true ? `${id}=${value}` : id];
  });
  const with_ = settings.length === 0 ? '' : `, with ${settings.join(', ')}`;
  return `${gateway.id} at ${connection.url}${with_}`;
}

function profileShape({ agent, models, smallModels, preferredModels = [], keyCommand, keyVariable }: Profile): string {
  const list = (named: Readonly<Record<string, string>> = {}): string =>
    Object.entries(named)
      .map(([id, model]) => `${id} ${model}`)
      .join(', ');
  return [
    agent === undefined ? 'no agent yet' : `last agent ${agent}`,
    `models: ${list(models) || 'none'}`,
    ...(list(smallModels) === '' ? [] : [`small: ${list(smallModels)}`]),
    `${preferredModels.length} preferred`,
    ...(keyCommand === undefined ? [] : ['the key comes from a command']),
    ...(keyVariable === undefined ? [] : ['the key comes from a variable of its own']),
  ].join('; ');
}

function describe(
  { id, agent, status, detail, hint, evidence = [], milliseconds }: Result,
  redact: (text: string) => string,
): readonly string[] {
  // Cut last: half of a key is not found any more.
  const short = (text: string): string => clean(redact(clean(text, 20_000)), 800);
  return [
    `${status.padEnd(4)}  ${agent === undefined ? id : `${agent}/${id}`}: ${short(detail)} (${Math.round(milliseconds)} ms)`,
    ...evidence.map((seen) => `        ${short(JSON.stringify(seen))}`),
    ...(hint === undefined ? [] : [`      → ${short(hint)}`]),
  ];
}

/** Every value that a check may have repeated. */
async function privateParts(
  found: Diagnoses,
  { facts }: ReportParts,
  choice: Choice | undefined,
  { host, userName }: System,
): Promise<Private> {
  const all = await Promise.all(
    facts.map(async (one) => {
      const own = (await one.key().catch(leaveFailure))?.value;
      const launch = 'keys' in one ? await one.keys().catch(leaveFailure) : undefined;
      return [...(own === undefined ? [] : [own]), ...(launch?.values() ?? [])];
    }),
  );
  const variables = Object.entries(host.env).flatMap(([name, value = '']) =>
    /key|token|secret|passw|credential|auth|cookie|dsn/i.test(name) && value.length > 5 && !/^[/~]/.test(value)
      ? [value]
      : [],
  );
  const settings = (choice?.gateway.settings ?? []).flatMap(({ id, choices, default: usual }) => {
    const value = choice?.answers[id];
    return value === undefined || value === usual || choices?.includes(value) === true ? [] : [[value, id] as const];
  });
  const isAddress = (value: string): boolean => value.includes('://');
  return {
    home: host.home,
    cwd: host.cwd,
    user: userName(),
    keys: [...all.flat(), ...variables],
    names: new Map([
      ...settings.filter(([value]) => !isAddress(value)).map(([value, id]) => [value, `<${id}>`] as const),
      ...(found.profile === undefined || found.profile === 'default' ? [] : [[found.profile, '<profile>'] as const]),
    ]),
    addresses: [
      ...settings.flatMap(([value]) => (isAddress(value) ? [value] : [])),
      ...(choice === undefined ? [] : [choice.connection.url]),
    ],
  };
}
