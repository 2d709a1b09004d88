import { dirname } from 'node:path';
import { policyPath } from '../../src/policy/policy.ts';
import type { Jetway, Outcome, RunOptions } from './jetway.ts';
import { testPlatform } from './system-in.ts';

export const policyFile = policyPath({ platform: testPlatform });

/** Where an administrator's settings of Claude Code lie. */
export const claudeManaged =
  testPlatform === 'win32'
    ? 'C:\\Program Files\\ClaudeCode\\managed-settings.json'
    : '/etc/claude-code/managed-settings.json';

/** Runs under an administrator's rules, or under a file of this text, with a key in the environment. */
export async function under(
  rules: object | string,
  here: Jetway,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const text = typeof rules === 'string' ? rules : JSON.stringify({ schemaVersion: 1, ...rules });
  return here.run(argv, {
    ...options,
    env: { JETWAY_API_KEY: 'sk-test', ...options.env },
    policies: { [policyFile]: text },
    parts: ({ files }) => ({
      files: {
        ...files,
        owner: (place) => (place.startsWith(dirname(policyFile)) ? 0 : files.owner(place)),
        mode: (place) => (place.startsWith(dirname(policyFile)) ? 0o644 : files.mode(place)),
      },
    }),
  });
}

/** A program that asks these models one after the other, or sends this body, and keeps what it was answered in `answers.json`. */
export function asking(path: string, models: readonly string[], raw?: string): string {
  const bodies = raw === undefined ? models.map((model) => JSON.stringify({ model, ...question })) : [raw];
  return `
    const answers = [];
    for (const body of ${JSON.stringify(bodies)}) {
      const response = await fetch(process.env.OPENAI_BASE_URL + ${JSON.stringify(path)}, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
        body,
      });
      answers.push({ status: response.status, text: await response.text() });
    }
    require('node:fs').writeFileSync(process.env.HOME + '/answers.json', JSON.stringify(answers));
  `
    .replace(/^/, '(async () => {')
    .concat('})();');
}

const question = { messages: [{ role: 'user', content: 'x'.repeat(300) }], stream: false };

/** A text as it stands within a text of JSON: Windows' separators are escaped there. */
export const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
