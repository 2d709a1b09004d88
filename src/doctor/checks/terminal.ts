import { variable } from '../../host.ts';
import { type SharedCheck } from '../check.ts';
import { pass, skip, warn } from '../outcome.ts';

/** In fewer columns the agents' screens fall apart. */
const narrow = 60;

export const terminal: SharedCheck = {
  id: 'terminal',
  title: 'Terminal',
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async ({ host: { env, platform }, terminal: { isTerminal, columns } }) => {
    if (!isTerminal) return skip('the output goes to no terminal');
    const kind = variable(env, 'TERM', platform) ?? '';
    if (platform !== 'win32' && (kind === '' || kind === 'dumb' || kind === 'unknown')) {
      return warn(
        `TERM is ${kind === '' ? 'not set' : `"${kind}"`}: the agents can draw nothing`,
        'Start them in a terminal of its own, or set it: export TERM=xterm-256color',
      );
    }
    if (columns < narrow) {
      return warn(
        `${columns} columns are too few for the agents' screens`,
        `Make the window ${narrow} columns wide, better 80.`,
      );
    }
    const colourless = (variable(env, 'NO_COLOR', platform) ?? '') === '' ? '' : ', without colours (NO_COLOR)';
    return pass(`${kind === '' ? 'there is one' : kind}, ${columns} columns${colourless}`);
  },
};
