import { nearest } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import {
  has,
  readArguments,
  refuse,
  withValues,
  type CommandLine,
  type Given,
  type Refusals,
  type Syntax,
} from '../command-line.ts';
import type { Ways } from './providers.ts';

/** What opens no session, or undefined. Throws a `usage` Failure for a command whose model the launch does not reach. */
export function commandApart(args: readonly string[]): string | undefined {
  const { flags, rest, words } = readArguments(args, syntax);
  const own = flags.find(({ flag }) => flag === '--help' || flag === '--version' || flag === '--update');
  if (own !== undefined) return own.typed;
  const [word] = [...words, ...rest];
  if (word === undefined) return undefined;
  if (apart.has(word)) return word;
  const why = /^(?:https?|wss?):/i.test(word) ? elsewhere : unreached.get(word);
  if (why === undefined) return undefined;
  throw new Failure(
    'usage',
    `openclaw ${word} ${why}, which the gateway's key does not reach.`,
    'Start it with plain openclaw. Through the gateway: jetway openclaw chat, or jetway openclaw agent exec "…"',
  );
}

/**
 * The user's arguments for a session that runs in this process, with the gateway's models by the names that OpenClaw knows
 * them by. Throws a `usage` Failure for what would undo the plan, a `model` Failure for a model that this launch does not
 * bring. `main`: for a turn that names no model, since a session keeps the one that it had.
 */
export function argumentsFor(args: readonly string[], ways: Ways, main: string): readonly string[] {
  const line = readArguments(args, syntax);
  refuse(line, refusals);
  const [word, next] = line.words;
  if (word === undefined || isValue(word, args)) return ['chat', ...args];
  const named = withValues(args, line, ({ flag }, value) => (isModel(flag) ? nameOf(value, ways) : value));
  const turn = word === 'agent';
  const local = (turn && next !== 'exec') || word === 'tui';
  const place = args.indexOf(word) + (next === 'exec' ? 2 : 1);
  return [
    ...named.slice(0, place),
    ...(local && !has(line, '--local') ? ['--local'] : []),
    ...(turn && !has(line, '--model') ? ['--model', main] : []),
    ...named.slice(place),
  ];
}

/** Whether a word that opens no session is rather what a flag that is not known here has for a value. */
function isValue(word: string, args: readonly string[]): boolean {
  const before = args[args.indexOf(word) - 1];
  return before?.startsWith('-') === true && !['agent', 'chat', 'terminal', 'tui'].includes(word);
}

/** Whether one turn is asked for, and no terminal. */
export function isTurn(args: readonly string[]): boolean {
  return readArguments(args, syntax).words[0] === 'agent';
}

/** Whether the session would be another one's: of a Gateway of OpenClaw's, had Jetway not kept it here. */
export function isKeptHere(args: readonly string[]): boolean {
  const line: CommandLine = readArguments(args, syntax);
  const [word, next] = line.words;
  return ((word === 'agent' && next !== 'exec') || word === 'tui') && !has(line, '--local');
}

const isModel = (flag: string): boolean => flag === '--model' || flag === '--fallback';

function nameOf(value: string, { models }: Ways): string {
  const found = models.find(({ name, endpoint }) => [name, endpoint.about.id, endpoint.model].includes(value));
  if (found !== undefined) return found.name;
  const about = models.map(({ endpoint }) => endpoint.about);
  const [similar = about[0]?.id ?? '<model>'] = nearest(value.replace(/^jetway[^/]*\//, ''), about);
  throw new Failure(
    'model',
    `OpenClaw would not ask the gateway for "${value}": that is no model of this session.`,
    `Name one of the gateway's: jetway --model ${similar} openclaw`,
  );
}

/** What asks no model (2026.9.6). Others are `agent`, `chat`, `terminal` and `tui`, and the commands of plugins. */
const apart: ReadonlySet<string> = new Set(
  (
    'agents approvals audit backup browser channels clawbot completion config configure database devices directory dns docs ' +
    'doctor exec-approvals exec-policy health help hooks logs mcp memory migrate models nodes pairing plugins promos proxy ' +
    'qr reset sandbox secrets security sessions skills status system tasks telemetry transcripts uninstall update users ' +
    'webhooks worktrees'
  ).split(' '),
);

const elsewhere = 'speaks to a Gateway of OpenClaw’s elsewhere';
const daemon = 'runs on after this launch, or steers what does';
const asks = 'has a Gateway of OpenClaw’s that runs already answer';
const sets = 'sets models of your own up, and tries them';
/** Why a launch does not hold for what they start (2026.9.6). */
const unreached: ReadonlyMap<string, string> = new Map([
  ...'gateway daemon node connect worker fleet'.split(' ').map((word) => [word, daemon] as const),
  ...'acp attach resume dashboard message cron automations'.split(' ').map((word) => [word, asks] as const),
  ...['setup', 'onboard'].map((word) => [word, sets] as const),
  ...['infer', 'capability'].map((word) => [word, 'asks a model of your own settings'] as const),
  ['triage', 'starts another agent'],
]);

const state = ({ flag, value = '' }: Given): readonly [string, string] => [
  `${flag} has OpenClaw take other settings and sessions than those that Jetway has looked at.`,
  `Say it by a variable, which Jetway heeds too: OPENCLAW_PROFILE=${flag === '--dev' ? 'dev' : value || '<name>'} jetway openclaw`,
];
const settings = ({ flag }: Given): readonly [string, string] => [
  `${flag} has OpenClaw leave the settings that bring the gateway.`,
  'Settings of another file: OPENCLAW_CONFIG_PATH=<file> jetway openclaw agent exec "…"',
];
const remote = ({ flag }: Given): readonly [string, string] => [
  `${flag} is for a Gateway of OpenClaw's, which answers with its own models and keys.`,
  `Leave ${flag} away, or start without Jetway: openclaw tui`,
];
const refusals: Refusals = {
  '--profile': state,
  '--dev': state,
  '--container': () => [
    '--container runs OpenClaw in a container, which the gateway’s key does not reach.',
    'Run Jetway in the container itself.',
  ],
  '--config': settings,
  '--isolated': settings,
  '--auth-env-only': settings,
  '--url': remote,
  '--token': remote,
  '--password': remote,
  '--tls-fingerprint': remote,
};

/** Its flags are read by commander (2026.9.6); those of `agent`, `agent exec` and `tui` among them. */
const syntax: Syntax = {
  parser: 'commander',
  valued:
    '--container --profile --log-level --agent --channel -m|--message --message-file --model --reply-account ' +
    '--reply-channel --reply-to --session-id --session-key -t|--to --thinking --timeout --verbose --code-mode --config ' +
    '--cwd --fallback --state-dir --history-limit --password --session --timeout-ms --tls-fingerprint --token --url',
  plain: '-h|--help -V|-v|--version',
};
