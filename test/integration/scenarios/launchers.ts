import type { World } from '../../support/scenarios.ts';

const settings = (url: string): NonNullable<World['files']> => ({
  '.claude/settings.json': JSON.stringify({ env: { ANTHROPIC_BASE_URL: url } }),
});

export const leftByOthers: readonly World[] = [
  {
    report: 'I removed claude-code-router, and plain claude reaches nothing',
    argv: ['claude'],
    // Port 9 is the one for what nobody wants to hear.
    files: settings('http://127.0.0.1:9'),
    finds: {
      id: 'launchers',
      status: 'warn',
      detail: '~/.claude/settings.json:1 env.ANTHROPIC_BASE_URL',
      hint: 'remove the key',
    },
  },
  {
    report: 'my settings name a gateway elsewhere, which is no leftover',
    argv: ['claude'],
    files: settings('https://gateway.example'),
    finds: { id: 'launchers', status: 'pass', detail: 'nothing of theirs' },
  },
];
