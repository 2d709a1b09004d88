import { Failure } from '../../failure.ts';
import { nearest } from '../../models/catalogue.ts';
import type { ModelEndpoint } from '../agent.ts';
import { commandAmong, has, readArguments, withValues, type Syntax } from '../command-line.ts';
import { aliasOf } from './settings.ts';

/** The command, where no model is asked in it, or what is asked is not the gateway's (2.1.0). */
export function commandApart(args: readonly string[]): string | undefined {
  return commandAmong(apart, args, syntax);
}

/**
 * With the model's name in front where a session is gone on with: it has its own, which may be one that is not in these
 * settings; a new one takes their default. A command takes no such flag. Throws a `model` Failure for a model that this launch does
 * not bring.
 */
export function argumentsFor(args: readonly string[], models: readonly ModelEndpoint[]): readonly string[] {
  const line = readArguments(args, syntax);
  const [main] = models;
  if (line.words.length > 0 || main === undefined) return args;
  if (!has(line, '--model')) {
    return goesOn.some((flag) => has(line, flag)) ? ['--model', aliasOf(main), ...args] : args;
  }
  return withValues(args, line, ({ flag }, value) => (flag === '--model' ? aliasFor(value, models) : value));
}

const goesOn = ['--session', '--resume', '--continue', '-C'];

function aliasFor(name: string, models: readonly ModelEndpoint[]): string {
  const found = models.find((one) => [aliasOf(one), one.model, one.about.id].includes(name));
  if (found !== undefined) return aliasOf(found);
  const about = models.map((one) => one.about);
  const [similar = about[0]?.id ?? '<model>'] = nearest(name, about);
  throw new Failure(
    'model',
    `Kimi Code would not find "${name}": that is no model of this session.`,
    `Name one of the gateway's: jetway --model ${similar} kimi`,
  );
}

/** `acp` and `web` serve an editor or a browser: what is asked there goes to the gateway. `rc` is for a login at Kimi. */
const apart: ReadonlySet<string> = new Set(
  'export fork provider session server rc remote login doctor vis install-desktop migrate upgrade update help'.split(
    ' ',
  ),
);

const syntax: Syntax = {
  parser: 'commander',
  valued: '-m|--model -p|--prompt --output-format --skills-dir --agent --agent-file --add-dir',
  optional: '-S|--session -r|--resume',
  plain: '-V|--version -h|--help -c|--continue -C -y|--yolo --auto --plan',
};
