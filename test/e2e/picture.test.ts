import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { packed } from '../support/packed.ts';
import { picture } from '../support/picture.ts';
import { openTerminal } from '../support/terminal.ts';
import { bearer, mount, token } from './launching.ts';

const script = fileURLToPath(new URL('../support/with-secret-service.sh', import.meta.url));
const file = fileURLToPath(new URL('../../docs/session.svg', import.meta.url));

it('the picture in the README is what a first run looks like: vitest -u draws it anew', async () => {
  await using programs = await packed();
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  await using terminal = openTerminal(home, {}, [script, 'unlocked']);
  await terminal.until('shell>');
  await terminal.clear();
  terminal.type('jetway codex');
  await terminal.until('Which gateway?');
  terminal.type('cloud');
  await terminal.until('Cloudflare account id');
  terminal.type(gateway.url);
  await terminal.until('Key of Cloudflare');
  terminal.type(token);
  await terminal.answer('Which model', 'Enter');
  await terminal.answer('Launch Codex?');
  const all = terminal.coloured().trimEnd().split('\n');
  const lines = all
    .slice(all.findLastIndex((line) => line.includes('jetway codex')))
    .map((line) =>
      line
        .replace('shell>', '$')
        .replaceAll(gateway.url, address)
        .replaceAll(new URL(gateway.url).host, host)
        .trimEnd(),
    );
  terminal.press('C-c');
  await expect(picture(lines, 110)).toMatchFileSnapshot(file);
});

const host = 'gateway.ai.cloudflare.com';
const address = `https://${host}/v1/0123456789abcdef/team-a`;
