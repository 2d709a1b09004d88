import { Failure } from '../failure.ts';
import {
  isJoined,
  isSecretText,
  partsOf,
  reveal,
  revealJson,
  Secret,
  type SecretJson,
  type SecretText,
} from '../keys/secret.ts';
import { describeSource, type KeySource } from '../keys/sources.ts';
import { processEnvironment, type ProcessEnvironment } from '../launch/environment.ts';
import { overlay } from '../launch/overlay.ts';
import { jsonOfUser } from '../launch/spawn.ts';
import type { LaunchOptions } from '../options/options.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import { dotenvLine, shells, type Piece, type Shell } from './env/shells.ts';
import { tell } from '../say.ts';

export interface EnvOptions extends LaunchOptions {
  /** Undefined: the one that SHELL names. */
  readonly shell?: string;
  /** The key itself in place of what gives it. */
  readonly withKey: boolean;
  /** What takes back what was set. */
  readonly unset: boolean;
}

const formats = [...Object.keys(shells), 'dotenv', 'json'] as const;

/**
 * Prints what has a shell, or a container, start an agent or a program through the gateway. Never the key, unless
 * `withKey`: where it comes from instead. Throws `usage` for a form that can't hold it.
 */
export async function env(subject: string, options: EnvOptions, system: System): Promise<number> {
  const form = formatOf(options.shell, system);
  const made = await processEnvironment(subject, options, system);
  const lines = options.unset ? takenBack(made, form) : written(made, form, options, system);
  // They are of what is set.
  for (const note of options.unset ? [] : made.notes) tell(note, system);
  if (options.withKey) for (const key of made.keys.values()) system.show(key);
  system.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function formatOf(name: string | undefined, { host }: System): string {
  const wanted =
    name ?? /[^/\\]+$/.exec(host.env['SHELL'] ?? (host.platform === 'win32' ? 'powershell' : ''))?.[0] ?? '';
  if (formats.includes(wanted)) return wanted;
  throw new Failure(
    'usage',
    wanted === '' ? 'For which shell?' : `There is no form for ${quote(wanted)}.`,
    `Name one of these: --shell ${formats.join(' | ')}`,
  );
}

function written(made: ProcessEnvironment, form: string, { withKey }: EnvOptions, system: System): readonly string[] {
  const values = Object.entries(made.set).map(([name, setting]) => {
    if (isSecretText(setting)) {
      const text = withKey ? [{ text: reveal(setting, made.keys) }] : piecesOf(setting, made.source, system);
      return [name, text] as const;
    }
    // JSON of ours is laid over what the user has in that variable now.
    const json = overlay(jsonOfUser(name, system.host.env[name]), setting.over) as SecretJson;
    if (withKey) return [name, [{ text: JSON.stringify(revealJson(json, made.keys)) }]] as const;
    const text = jsonText(json);
    if (text.some((part) => part instanceof Secret)) refuseEscapes(name, made.keys);
    return [name, piecesOf(text, made.source, system)] as const;
  });
  const set = system.host.env;
  const gone = made.unset.filter((name) => (set[name] ?? '') !== '');
  if (form === 'json') {
    const { command, args } = made;
    const document = { schemaVersion: 1, command, args, set: Object.fromEntries(values.map(shown)), unset: made.unset };
    return [JSON.stringify(document, null, 2)];
  }
  if (form === 'dotenv') return dotenv(made, values);
  const shell = shells[form as keyof typeof shells];
  return [
    ...values.map(([name, value]) => shell.set(name, value)),
    ...gone.map((name) => shell.unset(name)),
    ...wrapper(made, shell),
  ];
}

function wrapper({ command, args }: ProcessEnvironment, shell: Shell): readonly string[] {
  return command === undefined || args.length === 0 ? [] : [shell.wrap(command, args)];
}

function takenBack({ set, command, args }: ProcessEnvironment, form: string): readonly string[] {
  if (!Object.hasOwn(shells, form)) {
    throw new Failure(
      'usage',
      `--unset has no form as ${form}.`,
      `Name a shell: --shell ${Object.keys(shells).join(' | ')}`,
    );
  }
  const shell = shells[form as keyof typeof shells];
  const wrapped = command === undefined || args.length === 0 ? [] : [shell.unwrap(command)];
  return [...Object.keys(set).map((name) => shell.unset(name)), ...wrapped];
}

function shown([name, value]: readonly [string, readonly Piece[]]): readonly [string, unknown] {
  const [first] = value;
  return [name, value.length === 1 && first !== undefined && 'text' in first ? first.text : value];
}

/** A file holds no command and no other variable: a comment says where the key is to come from. */
function dotenv(made: ProcessEnvironment, values: readonly (readonly [string, readonly Piece[]])[]): readonly string[] {
  if (made.command !== undefined && made.args.length > 0) {
    throw new Failure(
      'usage',
      `${made.command} takes a part of this by arguments, which a file of variables can't hold.`,
      'Use --shell json, which has them, or start it by: jetway exec',
    );
  }
  return values.map(([name, value]) => {
    const rest = value.filter((piece) => !('text' in piece));
    if (rest.length > 0) return `# ${name}: give it here or to the container, ${rest.map(described).join(', ')}`;
    const line = dotenvLine(name, value.map((piece) => ('text' in piece ? piece.text : '')).join(''));
    if (line !== undefined) return line;
    throw new Failure('usage', `${name} holds what no file of variables can.`, 'Use --shell json, or a shell.');
  });
}

function described(piece: Piece): string {
  if ('command' in piece) return `as printed by: ${piece.command.join(' ')}`;
  return 'variable' in piece ? `the value of ${piece.variable}` : '';
}

function piecesOf(text: SecretText, source: ProcessEnvironment['source'], system: System): readonly Piece[] {
  return partsOf(text).map((part) =>
    part instanceof Secret ? reference(part, source(part.account), system) : { text: part },
  );
}

/** What gives the key when it is wanted. Throws `credential` for one that came once and from nowhere else. */
function reference({ account }: Secret, source: KeySource | undefined, { self }: System): Piece {
  switch (source?.kind) {
    case 'sign-in':
    case 'keyring':
    case 'file':
      return { command: [...self, 'token', account] };
    case 'command':
      return { command: source.command };
    case 'environment':
      return { variable: source.variable };
    case 'stdin':
    case 'prompt':
    case undefined:
      throw new Failure(
        'credential',
        `The key for ${account} came from ${source === undefined ? 'nowhere' : describeSource(source)}: nothing could give it again.`,
        'Store it: jetway login, or print it with --with-key',
      );
  }
}

/** What a shell puts into JSON stands there as it is. Throws `usage`. */
function refuseEscapes(name: string, keys: ProcessEnvironment['keys']): void {
  if (![...keys.values()].some((key) => /["\\]/.test(key))) return;
  throw new Failure(
    'usage',
    `${name} holds the key inside JSON, where the " or backslash in it would have to be escaped.`,
    'Print it with --with-key, or start the agent by: jetway exec',
  );
}

/** JSON with the keys' places open. A key holds no character that JSON would write otherwise, save for `"` and a backslash. */
function jsonText(json: SecretJson): readonly (string | Secret)[] {
  if (json instanceof Secret) return ['"', json, '"'];
  if (json === null || typeof json !== 'object') return [JSON.stringify(json)];
  if (isJoined(json)) {
    return ['"', ...json.text.map((part) => (part instanceof Secret ? part : JSON.stringify(part).slice(1, -1))), '"'];
  }
  if (Array.isArray(json)) {
    return [
      '[',
      ...(json as readonly SecretJson[]).flatMap((one, index) => [index === 0 ? '' : ',', ...jsonText(one)]),
      ']',
    ];
  }
  const members = Object.entries(json as Readonly<Record<string, SecretJson>>);
  return [
    '{',
    ...members.flatMap(([name, value], index) => [
      `${index === 0 ? '' : ','}${JSON.stringify(name)}:`,
      ...jsonText(value),
    ]),
    '}',
  ];
}
