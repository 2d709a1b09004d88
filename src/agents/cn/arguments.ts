import { Failure } from '../../failure.ts';
import { commandAmong, readArguments, refuse, type Refusals, type Syntax } from '../command-line.ts';

/** The command, where no model is asked in it (1.5.47). */
export function commandApart(args: readonly string[]): string | undefined {
  return commandAmong(apart, args, syntax);
}

const apart: ReadonlySet<string> = new Set(['checks']);

/** Throws a `usage` Failure for arguments that would leave the gateway, or let others in. */
export function checkArguments(args: readonly string[]): void {
  const line = readArguments(args, syntax);
  refuse(line, refusals);
  if (line.words[0] !== 'serve') return;
  throw new Failure(
    'usage',
    'cn serve would let every program on this machine ask the gateway with your key, and use its tools.',
    'Start it without Jetway: cn serve',
  );
}

const refusals: Refusals = {
  '--config': () => [
    "--config puts another file in the place of Jetway's, which has the gateway's models.",
    'Leave it out: your own config.yaml holds, save for its models.',
  ],
  '--model': ({ value = '<model>' }) => [
    "--model takes a model from Continue's hub, not from the gateway.",
    `Name it before the agent: jetway --model ${value} cn`,
  ],
  '--agent': () => [
    "--agent loads a file that may bring a model of Continue's hub, which is then used in the gateway's place.",
    'Leave it out, or start without Jetway: cn --agent',
  ],
};

/** 1.5.47. */
const syntax: Syntax = {
  parser: 'commander',
  valued:
    '--config --org --rule --mcp --model --prompt --allow --ask --exclude --agent --format --fork --timeout --port --id --base ' +
    '--review-agents',
  plain: '-v|--version -h|--help -p|--print',
};
