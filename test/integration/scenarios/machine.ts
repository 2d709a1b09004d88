import { delimiter, join } from 'node:path';
import { findAgent } from '../../../src/agents/index.ts';
import { fakeAgent } from '../../support/fake-agent.ts';
import { noPosix } from '../../support/posix.ts';
import type { World } from '../../support/scenarios.ts';

/** What is on this machine before any gateway is asked. */
export const machine: readonly World[] = [
  {
    report: 'I upgraded Codex, and the old one still runs',
    env: { PATH: ['~/old/bin', '~/usr/bin'].join(delimiter) },
    prepare: (here) => {
      const { command, package: name } = findAgent('codex');
      fakeAgent({ prefix: join(here.home.path, 'old'), command, package: name, version: '0.150.0' });
    },
    finds: { id: 'copies', status: 'warn', detail: 'a newer one is on PATH', hint: 'Remove the old one' },
  },
  {
    report: 'there are two Codex and I do not know which one I use',
    env: { PATH: ['~/usr/bin', '~/old/bin'].join(delimiter) },
    prepare: (here) => {
      const { command, package: name } = findAgent('codex');
      fakeAgent({ prefix: join(here.home.path, 'old'), command, package: name, version: '0.150.0' });
    },
    finds: {
      id: 'copies',
      status: 'warn',
      detail: `${join('bin', 'codex')} (0.171.0) runs; besides:`,
      hint: 'Remove those',
    },
  },
  {
    report: 'Codex is linked twice, which is no trouble',
    finds: { id: 'copies', status: 'pass', detail: "one on PATH, npm's, a script that Node runs" },
  },
  {
    report: 'claude: command not found',
    argv: ['claude'],
    finds: {
      id: 'agent',
      status: 'fail',
      detail: 'is not installed',
      hint: 'npm install -g --allow-scripts=@anthropic-ai/claude-code @anthropic-ai/claude-code',
    },
  },
  {
    report: 'the agent of the image is from last year',
    prepare: (here) => void here.install('codex', { version: '0.120.0' }),
    finds: {
      id: 'agent',
      status: 'fail',
      detail: 'is too old',
      hint: 'Upgrade: npm install -g --allow-scripts=@openai/codex @openai/codex@latest',
    },
  },
  {
    report: 'the agent updated itself over night',
    prepare: (here) => void here.install('codex', { version: '0.999.0' }),
    finds: { id: 'agent', status: 'pass', detail: 'newer than the 0.171.0 that Jetway was tried with' },
  },
  {
    report: 'a nightly Node does odd things',
    parts: () => ({ nodeVersion: '27.0.1' }),
    finds: { id: 'node', status: 'warn', detail: 'newer than the 26', hint: 'https://nodejs.org' },
  },
  {
    report: 'in the shell of my editor the screen is garbage',
    env: { TERM: 'dumb' },
    columns: 80,
    // Windows' consoles are told by no TERM.
    finds: noPosix
      ? { id: 'terminal', status: 'pass' }
      : { id: 'terminal', status: 'warn', detail: 'TERM is "dumb"', hint: 'TERM=xterm-256color' },
  },
  {
    report: 'the lines run into each other in a split window',
    columns: 40,
    finds: { id: 'terminal', status: 'warn', detail: '40 columns', hint: '60 columns wide' },
  },
  {
    report: 'after a crash plain codex asks for a model of the gateway',
    files: {
      '.cache/jetway/guard/1.json': JSON.stringify({
        schemaVersion: 1,
        pid: 2 ** 22 + 1,
        since: 1,
        agent: 'codex',
        path: '/home/dev/.codex/config.toml',
        existed: true,
        before: { model: null },
        models: [],
      }),
    },
    finds: { id: 'leftovers', status: 'warn', detail: 'a session of Codex broke off', hint: 'next launch' },
  },
];
