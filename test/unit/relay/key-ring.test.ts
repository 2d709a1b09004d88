import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/launch/session-part.ts';
import { keyRing } from '../../../src/relay/key-ring.ts';
import type { System } from '../../../src/system/system.ts';
import { Failure } from '../../../src/failure.ts';
import { systemIn } from '../../support/system-in.ts';
import { connect } from '../../support/connections.ts';
import { findGateway } from '../../../src/gateways/index.ts';

const connection = connect('litellm', 'local');
const { account } = connection;

/** A key command that prints key-1, key-2 …; each holds for an hour. */
function ring(options: { readonly keyTtl?: string; readonly fails?: () => boolean } = {}): {
  readonly keys: ReturnType<typeof keyRing>;
  readonly said: string[];
  clock: { now: number };
  runs(): number;
} {
  const clock = { now: 1_000_000 };
  let runs = 0;
  const real = systemIn({});
  const system: System = {
    ...real,
    now: () => clock.now,
    programs: {
      ...real.programs,
      run: async (_command, { stdin }) => {
        expect(stdin).toBe('ignore');
        if (options.fails?.() === true) throw new Failure('agent', 'It could not be started.', 'Look.');
        runs += 1;
        return { code: 0, stdout: JSON.stringify({ token: `key-${runs}`, expires_in: 3600 }), stderr: '' };
      },
    },
  };
  const session = {
    choice: { gateway: findGateway('litellm'), connection, answers: {}, asked: false },
    options: {
      settings: {},
      keyCommand: 'print-key',
      ...(options.keyTtl === undefined ? {} : { keyTtl: options.keyTtl }),
    },
    keys: new Map([[account, 'key-0']]),
    key: { value: 'key-0', source: { kind: 'command', command: ['print-key'] }, expiresAt: clock.now + 3_600_000 },
  } as unknown as Session;
  const said: string[] = [];
  return { keys: keyRing(session, (line) => said.push(line), system), said, clock, runs: () => runs };
}

describe('a key that a command prints', () => {
  it('is asked for again before it ends, once for all who wait', async () => {
    const { keys, clock, runs } = ring();
    expect((await keys.current()).get(account)).toBe('key-0');
    clock.now += 3_600_000 - 61_000;
    expect((await keys.current()).get(account)).toBe('key-0');
    clock.now += 2000;
    const all = await Promise.all([keys.current(), keys.current(), keys.current()]);
    expect(all.map((one) => one.get(account))).toEqual(['key-1', 'key-1', 'key-1']);
    expect(runs()).toBe(1);
    clock.now += 3_600_000;
    expect((await keys.current()).get(account)).toBe('key-2');
  });

  it('holds for as long as the user says, whatever it says itself', async () => {
    const { keys, clock } = ring({ keyTtl: '10m' });
    clock.now += 9 * 60_000 + 1000;
    expect((await keys.current()).get(account)).toBe('key-1');
  });

  it('is asked for after a refusal', async () => {
    const { keys } = ring();
    expect(await keys.renew?.()).toBe(true);
    expect((await keys.current()).get(account)).toBe('key-1');
  });

  it('stays where the command fails, and that is said', async () => {
    const { keys, clock, said } = ring({ fails: () => true });
    clock.now += 3_600_000;
    expect((await keys.current()).get(account)).toBe('key-0');
    expect(await keys.renew?.()).toBe(false);
    expect(said.join('\n')).toContain('could not be asked for again');
  });
});
