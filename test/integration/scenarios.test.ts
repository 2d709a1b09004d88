import { describe, expect, it } from 'vitest';
import { tlsServer } from '../support/tls-server.ts';
import { systemIn } from '../support/system-in.ts';
import { expectWorld } from '../support/scenarios.ts';
import { atCloudflare } from './scenarios/cloudflare.ts';
import { hosted } from './scenarios/hosted.ts';
import { keyring } from './scenarios/keyring.ts';
import { leftByOthers } from './scenarios/launchers.ts';
import { machine } from './scenarios/machine.ts';
import { network } from './scenarios/network.ts';

// What users report, and the check of the doctor's that is to find it.
describe.each([
  ['the machine', machine],
  ['other launchers', leftByOthers],
  ['the network', network],
  ['the keyring', keyring],
  ['the key and its gateway', hosted],
  ['Cloudflare', atCloudflare],
] as const)('%s', (_name, worlds) => {
  it.each(worlds.map((world) => [world.report, world] as const))('%s', async (_report, world) => expectWorld(world));
});

it('the gateway of the company has a certificate of its own making', async () => {
  await using server = await tlsServer();
  const { network: realNetwork, http } = systemIn({});
  await expectWorld({
    report: '',
    gateway: { flags: ['--gateway', 'bifrost', '--base-url', server.origin], remote: {} },
    parts: () => ({ network: realNetwork, http }),
    finds: {
      id: 'tls',
      status: 'fail',
      detail: 'made by Acme Test Authority, is not trusted here',
      hint: 'SSL_CERT_FILE',
    },
  });
  expect(server.requests()).toBe(0);
});
