import { commandAmong, readArguments, refuse, type Given, type Refusals, type Syntax } from '../command-line.ts';

/** The command, where no model is asked in it (0.90.0); what runs on and serves others gets no key either. */
export function commandApart(args: readonly string[]): string | undefined {
  return commandAmong(apart, args, syntax);
}

/** Throws a `usage` Failure for arguments that would leave the gateway, or what Jetway has looked at. */
export function checkArguments(args: readonly string[]): void {
  refuse(readArguments(args, syntax), refusals);
}

const model = ({ flag, value = '<model>' }: Given): readonly [string, string] => [
  `${flag} would choose by its name among all that Crush knows, the providers of your own settings too.`,
  `Say it to Jetway instead: jetway ${flag} ${value} crush`,
];
const refusals: Refusals = {
  '--model': model,
  '--small-model': model,
  '--cwd': () => [
    '--cwd has Crush look for settings where Jetway has not.',
    'Change to that folder first, and start it there.',
  ],
  '--data-dir': () => [
    '--data-dir names another folder whose crush.json ranks above a launch.',
    'Leave it away: sessions are kept in .crush of this folder.',
  ],
};

const apart: ReadonlySet<string> = new Set(
  'dirs projects update-providers logs login logout schema stats session sessions s server completion help'.split(' '),
);

/** Its flags are read by cobra, which takes whatever follows for a value, as `commander` does (0.90.0). */
const syntax: Syntax = {
  parser: 'commander',
  valued: '-c|--cwd -D|--data-dir -H|--host --channels -s|--session -m|--model --small-model',
  plain: '-h|--help -v|--verbose -d|--debug -y|--yolo -C|--continue -q|--quiet',
};
