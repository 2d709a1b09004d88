import { nearest } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import type { ModelEndpoint } from '../agent.ts';
import { has, readArguments, type CommandLine, type Syntax } from '../command-line.ts';
import type { Edition } from './edition.ts';

/**
 * Throws a `usage` Failure for arguments that would leave the gateway or lose the key (1.18.33). `models`: those that
 * this launch offers.
 */
export function checkArguments(args: readonly string[], models: readonly ModelEndpoint[], edition: Edition): void {
  const { command, name } = edition;
  const line = readArguments(args, syntax);
  const [word] = line.words;
  if (line.flags.some(({ flag, value }) => flag === '--pure' && value !== 'false')) {
    throw new Failure(
      'usage',
      `--pure switches off ${name}’s plugins; the one that holds the key is among them.`,
      `Leave --pure away. Your own plugins are listed by: ${command} debug config`,
    );
  }
  if (word === 'attach' || has(line, '--attach')) {
    throw new Failure(
      'usage',
      `An attached ${name} uses the models and keys of the server it attaches to, not this gateway.`,
      `Start that server through the gateway (jetway ${edition.id} serve), and attach with plain ${command}.`,
    );
  }
  const refused = Object.entries(edition.refused).find(([one]) => one === word)?.[1];
  if (refused !== undefined) throw new Failure('usage', refused.message, refused.hint);
  checkModels(modelsIn(line), models, edition);
}

/** What is said before the start. */
export function notesOn(args: readonly string[], edition: Edition): readonly string[] {
  const [command] = readArguments(args, syntax).words;
  if (command === undefined || !edition.servers.includes(command)) return [];
  return [
    `${edition.command} ${command} keeps the key for as long as it runs: whoever reaches the server uses your gateway.`,
  ];
}

/** Whether it answers one message and ends. */
export function runsOnce(args: readonly string[]): boolean {
  return readArguments(args, syntax).words[0] === 'run';
}

/** The model that the user gives OpenCode itself: `jetway/<id>`, after `checkArguments`. */
export function modelIn(args: readonly string[]): string | undefined {
  return modelsIn(readArguments(args, syntax))[0];
}

function checkModels(given: readonly string[], models: readonly ModelEndpoint[], edition: Edition): void {
  if (given.length > 1) {
    throw new Failure('usage', `${edition.name} takes one -m (--model).`, 'Leave one of them away.');
  }
  const [model] = given;
  if (model === undefined || models.some(({ about }) => model === `jetway/${about.id}`)) return;
  const wanted = model.replace(/^jetway\//, '');
  const about = models.map((one) => one.about);
  const similar = nearest(wanted, about);
  const some = (similar.length > 0 ? similar : about.slice(0, 3).map(({ id }) => id)).map((id) => `jetway/${id}`);
  throw new Failure(
    'usage',
    `${edition.name} has no model ${model} in this launch. It has ${some.join(', ')}${models.length > some.length ? ' and others' : ''}.`,
    `Name the model before the agent: jetway --model ${wanted === '' ? '<model>' : wanted} ${edition.id}`,
  );
}

/** All flags of OpenCode that may stand before its command, and those of `run` (1.18.33). */
const syntax: Syntax = {
  parser: 'yargs',
  valued:
    '-m|--model -s|--session --prompt --agent --log-level --port --hostname --mdns-domain --cors --replay-limit ' +
    '--worktree --command --format -f|--file --title --attach -p|--password -u|--username --dir --variant',
};

/** An empty one where there is none behind the flag. */
function modelsIn({ flags }: CommandLine): readonly string[] {
  return flags.filter(({ flag }) => flag === '--model').map(({ value = '' }) => value);
}
