import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Agent, Launch, LaunchPlan, Target } from '../../src/agents/agent.ts';
import { agents } from '../../src/agents/index.ts';
import { Failure } from '../../src/failure.ts';
import type { Connection, Gateway, Setting } from '../../src/gateways/gateway.ts';
import { gateways } from '../../src/gateways/index.ts';
import { protocolIds } from '../../src/protocols/protocols.ts';
import { cases } from '../e2e/cases/index.ts';
import { launchOf, targetOf, type AgentCase } from '../support/agent-cases.ts';
import { connected, makers } from '../support/gateway-answers.ts';

/** Agents that `jetway configure` refuses. */
const refusing: ReadonlySet<string> = new Set(
  (await Promise.all(agents.map(async ({ id, configure }) => ('why' in ((await configure?.()) ?? { why: '' }) ? [id] : [])))).flat(),
);

describe.each([
  ['gateways.md', gateways, gatewayBlock],
  ['agents.md', agents, agentBlock],
] as const)('docs/%s', (name, entries, block) => {
  const page = new URL(`../../docs/${name}`, import.meta.url);
  const text = readFileSync(page, 'utf8');

  it('has a section for each in the index, and for no other', () => {
    expect([...text.matchAll(/^<!-- (\w\S*) -->$/gm)].map(([, id]) => id)).toEqual(entries.map(({ id }) => id));
  });

  // `vitest -u` writes what has changed; what stands outside of the marks is written by hand.
  it('says of each what the sources say', async () => {
    const renewed = entries.reduce(
      (left, one) => left.replace(marked(one.id), () => `<!-- ${one.id} -->\n${block(one as never)}<!-- /${one.id} -->`),
      text,
    );
    await expect(renewed).toMatchFileSnapshot(page.pathname);
  });
});

function marked(id: string): RegExp {
  return new RegExp(`<!-- ${id} -->\n[^]*?<!-- /${id} -->`);
}

const code = (text: string): string => `\`${text}\``;
const codes = (texts: Iterable<string>): string => [...new Set(texts)].map(code).join(', ');

/** Left out where there is nothing to say. */
function bullets(rows: readonly (readonly [title: string, text: string])[]): string {
  return rows
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `- ${title}: ${text}\n`.replace(': \n', ':\n'))
    .join('');
}

function gatewayBlock(gateway: Gateway): string {
  const connections = Object.keys(makers).map((maker) => connected(gateway, maker));
  const spoken = new Set(connections.flatMap((one) => one.routes().map(({ protocol }) => protocol)));
  const managed = (gateway.managed?.settings ?? []).map(settingRow);
  return `\n${bullets([
    ['Word', `\`--gateway ${gateway.id}\`; also ${codes(gateway.aliases)}`],
    ...gateway.settings.map((setting) => [setting.question, settingRow(setting)] as const),
    [keyTitle[gateway.key], keyRow(gateway)],
    ['Which key, and what it must be allowed', (gateway.keyNeeds ?? '').replace(/\.$/, '')],
    ["A provider's own key beside it", gateway.takesProviderKey ? '`JETWAY_PROVIDER_KEY`, `--provider-key-stdin`' : ''],
    ['To manage it, also', managed.join('; ')],
    ['Protocols', codes(protocolIds.filter((id) => spoken.has(id)))],
    ['Headers that name the session', codes(connections.flatMap(told))],
    ['What it cannot do', lacks(gateway, connections, spoken).join('; ')],
  ])}\n`;
}

const flagged: ReadonlySet<string> = new Set(['base-url', 'account-id', 'gateway-id']);

function settingRow({ id, variables, choices, boxes, optional, ...setting }: Setting): string {
  const values = choices ?? boxes?.map(({ value }) => value) ?? [];
  return [
    `${flagged.has(id) ? `\`--${id}\` or ` : ''}\`--set ${id}=…\``,
    ...(values.length === 0 ? [] : [`of ${codes(values)}`]),
    ...(variables.length === 0 ? [] : [`or ${codes(variables)}`]),
    setting.default !== undefined
      ? `else ${code(setting.default)}`
      : setting.detect !== undefined
        ? 'else found out, or asked'
        : optional === true
          ? 'may be left out'
          : 'else asked',
  ].join('; ');
}

const keyTitle = { required: 'Key, needed', optional: 'Key, if it wants one', unasked: 'Key, never asked for' };

function keyRow({ keyVariables, keysUrl }: Gateway): string {
  return [
    codes(['JETWAY_API_KEY', ...keyVariables]),
    ...(keysUrl === undefined ? [] : [`made at <${keysUrl}>`]),
  ].join('; ');
}

function told(connection: Connection): readonly string[] {
  const session = { session: 's', agent: 'a', user: 'u', project: 'p', tags: { team: 't' } };
  return Object.keys(connection.attribution?.(session) ?? {});
}

function lacks(gateway: Gateway, connections: readonly Connection[], spoken: ReadonlySet<string>): readonly string[] {
  const none = (has: (connection: Connection) => unknown): boolean => connections.every((one) => has(one) === undefined);
  const unspoken = protocolIds.filter((id) => !spoken.has(id));
  return [
    ...(unspoken.length === 0 ? [] : [`speak ${codes(unspoken)}`]),
    ...(gateway.takesProviderKey ? [] : ["take a provider's own key beside its own"]),
    ...(none(({ attribution }) => attribution) ? ['be told which session asks'] : []),
    ...(none(({ status }) => status) ? ['tell how key and gateway stand'] : []),
    ...(none(({ left }) => left) ? ['tell before a launch what is left of the key'] : []),
    ...(none(({ mcp }) => mcp) ? ['offer an MCP server of its own (`--mcp`)'] : []),
    ...(gateway.managed === undefined ? ['be managed (`jetway gateway`, `jetway keys`)'] : []),
  ];
}

function agentBlock(agent: Agent): string {
  const { versions, mcp, storesModel, unset } = agent;
  const host = { platform: 'linux', home: '/home/you', cwd: '/project', env: {}, assets: '/' } as const;
  const plans = plansOf(agent).filter(({ plan }) => plan.apart !== true);
  const seen = tried(agent);
  const drive = cases.find((one) => one.agent === agent.id);
  const notWinning = drive?.leftovers({ home: '/home', elsewhere: 'http://elsewhere' }).map(({ what }) => what) ?? [];
  return `\n${bullets([
    ['Word', `\`jetway ${agent.id}\`, which starts \`${agent.command}\``],
    [
      'Versions',
      [
        `${versions.minimum} or newer`,
        ...(versions.below === undefined ? [] : [`below ${versions.below}`]),
        `tried with ${versions.tested}`,
      ].join(', '),
    ],
    ['Comes from', agent.installPage === undefined ? `\`${agent.package}\` on ${agent.python === undefined ? 'npm' : `PyPI, for Python ${agent.python} or newer`}` : `<${agent.installPage}>`],
    ['Speaks', codes(agent.speaks)],
    ['Variables that are set', codes(plans.flatMap(({ plan }) => Object.keys(plan.set).map(numbered)))],
    ['Flags that are put before yours', codes(plans.flatMap(({ plan, args }) => flagsOf(plan.args, args)))],
    ["Files of Jetway's that it reads", plans.some(({ plan }) => (plan.files ?? []).length > 0) ? 'in the cache folder, without a key' : ''],
    ['Kept from it', unset.map(({ names, why }) => `\n  - ${codes(names)}: ${why}`).join('')],
    ['Refused', codes(seen('refused'))],
    ['Started as they are', startedPlainly(seen)],
    ['What the real program was seen not to obey through a launch', notWinning.join('; ')],
    ['An administrator’s settings, which rank above a launch', codes((agent.managedPaths?.(host) ?? []).map(short))],
    ['Put back when the session ends', storesModel === undefined ? '' : `the model in ${code(short(storesModel.path(host, [])))}`],
    ['MCP server of the gateway', 'why' in mcp ? `not attached: ${mcp.why.replace(/\.$/, '')}` : '`--mcp`'],
    ['Status line', agent.showsStatus === true ? '`--statusline`' : 'it has none to show'],
    ['Configured without Jetway as its parent', refusing.has(agent.id) ? 'no, see [why](configure.md)' : `\`jetway configure ${agent.id}\``],
  ])}\n`;
}

const short = (path: string): string => path.replace('/home/you', '~');

/** Where an agent's plan opens a session for some words alone, those. */
function startedPlainly(seen: (wanted: Outcome) => readonly string[]): string {
  if (!seen('apart').includes(noWord)) return codes(seen('apart'));
  return `every command but ${codes(seen('session').filter((word) => !word.startsWith('-')))}`;
}

const numbered = (name: string): string => name.replace(/_[0-9A-F]{16}_/, '_<hash>_').replace(/_\d+$/, '_<n>');

/** Options that stand before the user's own; a `-c key=value` with its key. */
function flagsOf(args: readonly string[], own: readonly string[]): readonly string[] {
  const left = [...own];
  return args.flatMap((arg, index) => {
    const mine = left.indexOf(arg);
    if (mine !== -1) left.splice(mine, 1);
    if (mine !== -1 || !/^--?[a-z]/.test(arg)) return [];
    const key = arg === '-c' ? /^[\w.]+/.exec(args[index + 1] ?? '')?.[0] : undefined;
    return [key === undefined ? (arg.split('=')[0] ?? arg) : `-c ${key.replace(/\.JETWAY\w+$/, '.…')}`];
  });
}

function goldenOf(agent: Agent): readonly AgentCase[] {
  const home = new URL(`agents/${agent.id}/`, import.meta.url);
  return readdirSync(home).map(
    (name) => JSON.parse(readFileSync(new URL(`${name}/case.json`, home), 'utf8')) as AgentCase,
  );
}

function plansOf(agent: Agent): readonly { readonly plan: LaunchPlan; readonly args: readonly string[] }[] {
  return goldenOf(agent).map((given) => ({
    plan: agent.plan(targetOf(given), launchOf(given)),
    args: given.launch?.args ?? [],
  }));
}

/** Every flag and word that the sources of the agents' arguments name: each is handed to the plan, which decides. */
const noWord = 'no-such-word';
const candidates = [
  ...new Set([noWord, ...readdirSync(new URL('../../src/agents/', import.meta.url)).flatMap(wordsOf)]),
].toSorted();

function wordsOf(name: string): readonly string[] {
  const file = new URL(`../../src/agents/${name}/arguments.ts`, import.meta.url);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return [...text.matchAll(/(?<=['"\s|{])-{0,2}[a-z][a-z-]+(?=['"\s|:])/g)].map(([word]) => word);
}

/** What the plan makes of each of them, alone in front of another word. */
function tried(agent: Agent): (wanted: Outcome) => readonly string[] {
  const [given] = goldenOf(agent)
    .map((one) => ({ target: targetOf(one), launch: launchOf(one) }))
    .filter((one) => outcome(agent, one, []) === 'session');
  const found = candidates.map((word) => [word, given && outcome(agent, given, [word, 'x'])] as const);
  return (wanted) => found.filter(([, seen]) => seen === wanted).map(([word]) => word);
}

interface Given {
  readonly target: Target;
  readonly launch: Launch;
}

type Outcome = 'refused' | 'apart' | 'session';

function outcome(agent: Agent, { target, launch }: Given, args: readonly string[]): Outcome {
  try {
    return agent.plan(target, { ...launch, args }).apart === true ? 'apart' : 'session';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Of another code is what the model's name or the like is blamed for.
    return error.code === 'usage' ? 'refused' : 'session';
  }
}
