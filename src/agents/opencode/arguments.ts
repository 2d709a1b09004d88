import { nearest } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import type { ModelEndpoint } from '../agent.ts';
import type { Edition } from './edition.ts';

/**
 * Throws a `usage` Failure for arguments that would leave the gateway or lose the key (1.18.33). `models`: those that
 * this launch offers.
 */
export function checkArguments(args: readonly string[], models: readonly ModelEndpoint[], edition: Edition): void {
  const { command, name } = edition;
  const own = beforeTerminator(args);
  if (own.some((arg) => arg === '--pure' || (arg.startsWith('--pure=') && arg !== '--pure=false'))) {
    throw new Failure(
      'usage',
      `--pure switches off ${name}’s plugins; the one that holds the key is among them.`,
      `Leave --pure away. Your own plugins are listed by: ${command} debug config`,
    );
  }
  if (commandOf(own) === 'attach' || own.some((arg) => arg === '--attach' || arg.startsWith('--attach='))) {
    throw new Failure(
      'usage',
      `An attached ${name} uses the models and keys of the server it attaches to, not this gateway.`,
      `Start that server through the gateway (jetway ${edition.id} serve), and attach with plain ${command}.`,
    );
  }
  const refused = Object.entries(edition.refused).find(([one]) => one === commandOf(own))?.[1];
  if (refused !== undefined) throw new Failure('usage', refused.message, refused.hint);
  checkModels(modelsIn(own), models, edition);
}

/** What is said before the start. */
export function notesOn(args: readonly string[], edition: Edition): readonly string[] {
  const command = commandOf(beforeTerminator(args));
  if (command === undefined || !edition.servers.includes(command)) return [];
  return [
    `${edition.command} ${command} keeps the key for as long as it runs: whoever reaches the server uses your gateway.`,
  ];
}

/** Whether it answers one message and ends. */
export function runsOnce(args: readonly string[]): boolean {
  return commandOf(beforeTerminator(args)) === 'run';
}

/** The model that the user gives OpenCode itself: `jetway/<id>`, after `checkArguments`. */
export function modelIn(args: readonly string[]): string | undefined {
  return modelsIn(beforeTerminator(args))[0];
}

function checkModels(given: readonly string[], models: readonly ModelEndpoint[], edition: Edition): void {
  if (given.length > 1) {
    throw new Failure('usage', `${edition.name} takes one -m (--model).`, 'Leave one of them away.');
  }
  const [model] = given;
  if (model === undefined || models.some(({ about }) => model === `jetway/${about.id}`)) return;
  const wanted = model.startsWith('jetway/') ? model.slice('jetway/'.length) : model;
  const about = models.map((one) => one.about);
  const similar = nearest(wanted, about);
  const some = (similar.length > 0 ? similar : about.slice(0, 3).map(({ id }) => id)).map((id) => `jetway/${id}`);
  throw new Failure(
    'usage',
    `${edition.name} has no model ${model} in this launch. It has ${some.join(', ')}${models.length > some.length ? ' and others' : ''}.`,
    `Name the model before the agent: jetway --model ${wanted} ${edition.id}`,
  );
}

/** Behind a value flag stands its value; all flags of OpenCode that may stand before its command. */
const valueFlags = new Set(
  '-m --model -s --session --prompt --agent --log-level --port --hostname --mdns-domain --cors --replay-limit --worktree'.split(
    ' ',
  ),
);

function commandOf(args: readonly string[]): string | undefined {
  return args.find((arg, index) => !arg.startsWith('-') && !valueFlags.has(args[index - 1] ?? ''));
}

/** The values of `-m x`, `-m=x`, `-cm x`, `--model x` and `--model=x`; yargs takes `--m` too. */
function modelsIn(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    if (/^(-[a-z]*m|--m|--model)$/.test(arg)) return [args[index + 1] ?? ''];
    const value = /^(?:-[a-z]*m|--m|--model)=(.*)$/s.exec(arg)?.[1];
    return value === undefined ? [] : [value];
  });
}

function beforeTerminator(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}
