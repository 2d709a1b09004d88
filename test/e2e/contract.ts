import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { startGateway, type Gateway, type Received } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { installed, isHere, packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn, type Ended } from '../support/run-in.ts';
import { openTerminal } from '../support/terminal.ts';
import { stale, type AgentCase, type Files, type Leftover } from './cases/case.ts';
import {
  answer,
  bearer,
  choiceOf,
  credentialsOf,
  launch,
  modelOf,
  mount,
  promptsIn,
  providerKey,
  requestOf,
  saysIn,
  start,
  token,
  type Case,
} from './launching.ts';

const header = { 'cf-aig-authorization': `Bearer ${token}` };
const provided = { JETWAY_PROVIDER_KEY: providerKey };

/** Registers what each agent keeps to when Jetway launches it: the real program, Jetway as it is packed, the gateway's log as the judge. */
export function keepsContract(cases: readonly AgentCase[]): void {
  let programs: Packed;
  beforeAll(async () => {
    programs = await packed();
  });
  afterAll(() => programs[Symbol.asyncDispose]());
  const homeOf = (agent: AgentCase): Promise<Home> => prepared(agent, programs);

  describe.each(cases.filter(isHere).map((agent) => [nameOf(agent), agent] as const))('%s', (_name, agent) => {
    const launches = agent.models.map((model) => ({ ...model, agent: agent.agent, words: agent.words }));
    const main = { ...agent.models[0], agent: agent.agent, words: agent.words };

    it.each(titled(launches))(
      'prints the answer of %s, and leaves neither key nor change behind',
      async (_, one) => {
        await using gateway = await startGateway({ mount, demand: bearer });
        await using home = await homeOf(agent);
        const own = written(home, agent.own);
        const asked = programs.asked.length;

        const ended = await launch(one, gateway, home);

        expectAnswer(agent, ended);
        const request = requestOf(one, gateway);
        expectOnce(agent, request, gateway);
        expect(request.path.split('?')[0]).toBe(mount + one.path);
        expect(modelOf(request)?.split('/').at(-1)).toBe(one.model);
        expect(credentialsOf(request)).toEqual({ ...blanksOf(one), ...bearer });
        expect(saysIn(request, 'Always answer in rhyme.')).toBe(true);
        const told = request.headers['cf-aig-metadata'];
        if (one.untold === undefined) {
          expect(parseJson(told ?? '')).toEqual({
            session: expect.stringMatching(/^[0-9a-f-]{36}$/),
            agent: agent.agent,
            user: userInfo().username,
            project: 'project',
          });
        } else {
          expect(told).toBeUndefined();
          expect(ended.stderr).toContain(one.untold);
        }
        // Of the user who sits there, or of Jetway's own making.
        const headers = gateway.requests.flatMap((any) => Object.keys(any.headers));
        expect(headers.filter((name) => /^x-jetway|privileged-user-id/.test(name))).toEqual([]);
        const asking = gateway.requests.filter(({ path }) => path !== agent.greets);
        const sent = asking.map((any) => any.headers['authorization']);
        expect(sent).toEqual(sent.map(() => bearer.authorization));

        expectUnchanged(home, own);
        expect(home.filesContaining(token)).toEqual([]);
        const elsewhere = programs.asked.slice(asked);
        expect(elsewhere.filter((text) => text.includes(token) || /cloudflare/.test(text))).toEqual([]);
        expect(elsewhere.filter((text) => agent.avoids?.test(text) === true)).toEqual([]);
        expect(gateway.elsewhere.requests).toEqual([]);
        await expectNoProcess(home);

        if (one !== launches[0] || agent.resume === undefined) return;
        const { words, says, model = one, asks = model } = agent.resume;
        const resumed = await launch({ ...one, ...model, words }, gateway, home);
        expect(resumed.code, `It does not take its session up: ${resumed.stderr}`).toBe(0);
        const whole = promptsIn(gateway, says).filter((again) => saysIn(again, 'say hello'));
        const models = whole.map((again) => modelOf(again)?.split('/').at(-1));
        expect(agent.asksAgain === true ? models.slice(0, 1) : models).toEqual([asks.model]);
        expect(home.filesContaining(token)).toEqual([]);
      },
      240_000,
    );

    const sending = agent.isDear === true ? [] : launches;
    const refused = agent.takesOneKey === undefined ? [] : sending;
    const sent = agent.takesOneKey === undefined ? sending : [];
    const inOwnHeader = { flags: ['--set', 'credential-header=cf-aig-authorization'] };

    it.each(titled(sent))(
      'gets a provider key for %s in the header of the vendor, beside the token',
      async (_, one) => {
        await using gateway = await startGateway({ mount });
        await using home = await homeOf(agent);
        expectAnswer(agent, await launch(one, gateway, home, { env: provided }));
        expect(credentialsOf(requestOf(one, gateway))).toEqual({ ...blanksOf(one), ...header, ...one.vendor });
        expect([...home.filesContaining(token), ...home.filesContaining(providerKey)]).toEqual([]);
      },
    );

    it.each(titled(sent))('sends %s no key but in the header of Cloudflare where that is wanted', async (_, one) => {
      await using gateway = await startGateway({ mount, demand: header });
      await using home = await homeOf(agent);
      expectAnswer(agent, await launch(one, gateway, home, inOwnHeader));
      const alone = blanksOf({ ...one, blank: one.blankAlone ?? one.blank ?? [] });
      expect(credentialsOf(requestOf(one, gateway))).toEqual({ ...alone, ...header });
    });

    it.each(titled(refused))('is refused before its start where %s needs other or more headers', async (_, one) => {
      await using gateway = await startGateway({ mount });
      await using home = await homeOf(agent);
      for (const more of [{ env: provided }, inOwnHeader]) {
        const { stderr, code } = await launch(one, gateway, home, more);
        expect(code).toBe(3);
        expect(stderr).toContain(agent.takesOneKey);
      }
      expect(gateway.to(one.path)).toEqual([]);
    });

    it.each(startsWith(agent, launches))(
      '%s',
      async (_title, { leftovers, one, env, keys }) => {
        const obeys = async (which: readonly string[]): Promise<void> => {
          await using gateway = await startGateway({ mount, ...(env === undefined ? { demand: bearer } : {}) });
          await using home = await homeOf(agent);
          const asked = programs.asked.length;
          const there = { home: home.path, elsewhere: gateway.elsewhere.origin };
          const left = agent.leftovers(there).filter(({ what }) => which.includes(what));
          const own = left.map(({ files = {} }) => written(home, files));
          const more = Object.assign({}, env, ...left.map((each) => each.env)) as Readonly<Record<string, string>>;
          const { words = one.words } = left.find((each) => each.words !== undefined) ?? {};
          expectAnswer(agent, await launch({ ...one, words }, gateway, home, { env: more }));
          const request = requestOf(one, gateway);
          expect(request.path.split('?')[0]).toBe(mount + one.path);
          expect(credentialsOf(request)).toEqual({ ...blanksOf(one), ...keys });
          expect(JSON.stringify(gateway.requests)).not.toContain(stale);
          expect(programs.asked.slice(asked).filter((text) => text.includes(stale))).toEqual([]);
          expect(programs.asked.slice(asked).filter((text) => text.includes(there.elsewhere))).toEqual([]);
          expect(gateway.elsewhere.requests).toEqual([]);
          for (const files of own) expectUnchanged(home, files);
          expect(home.filesContaining(stale).filter((name) => name.includes('jetway'))).toEqual([]);
        };
        try {
          await obeys(leftovers);
        } catch (error) {
          if (leftovers.length === 1) throw error;
          // Which of them it was.
          for (const leftover of leftovers) {
            const fault = await obeys([leftover]).then(
              () => undefined,
              (reason: unknown) => reason,
            );
            expect(fault, `It obeys ${leftover}.`).toBeUndefined();
          }
          throw error;
        }
      },
      480_000,
    );

    it.each(agent.signal === undefined ? [] : [agent.signal])(
      'ends with $code by the SIGTERM that Jetway gets; until then no argument list and no file holds the key',
      async ({ code, again, leaves }) => {
        await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [main.path]: 'slow' } });
        await using home = await homeOf(agent);
        const { child, end } = start(main, gateway, home);
        await vi.waitFor(() => expect(gateway.to(main.path)).not.toEqual([]), { timeout: 60_000, interval: 50 });

        const processes = processesOf(home.path);
        expect(processes.map(({ pid }) => pid)).toContain(child.pid);
        expect(processes.length).toBeGreaterThan(1);
        expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);
        expect(home.filesContaining(token)).toEqual([]);

        const exit = new Promise((resolve) => void child.once('exit', resolve));
        child.kill('SIGTERM');
        const more = again && setInterval(() => child.kill('SIGTERM'), 500);
        expect(await exit).toBe(code);
        clearInterval(more);
        if (leaves === true) for (const { pid } of processesOf(home.path)) process.kill(pid);
        await end;
        await expectNoProcess(home);
      },
    );

    const refusals = agent.isDear === true ? [] : (agent.refused ?? [{ code: 1 }]);
    it.each(refusals.map(({ status = '400', args = [], code }) => [code, status, args] as const))(
      'ends with its own code %i where the gateway answers %s, with %j',
      async (code, status, args) => {
        await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [main.path]: status } });
        await using home = await homeOf(agent);
        const words = [...main.words, ...args];
        const ended = await launch({ ...main, words }, gateway, home, { flags: ['--no-check'] });
        expect(ended.code, ended.stderr).toBe(code);
        expect(gateway.to(main.path)).not.toEqual([]);
      },
    );

    const subcommands = (agent.subcommands ?? []).map((one) => [one.words.join(' '), one] as const);
    it.each(subcommands)('runs %s as it is', async (_line, { words, shows, file }) => {
      await using gateway = await startGateway({ mount, demand: bearer });
      await using home = await homeOf(agent);
      const { code, stdout, stderr } = await launch({ ...main, words }, gateway, home);
      expect(code, stderr).toBe(0);
      expect(file === undefined ? stdout : home.read(file)).toMatch(shows);
      expect(home.filesContaining(token)).toEqual([]);
    });

    const through = (agent.through ?? []).map((one) => [one.model, one.gateway, one] as const);
    it.each(through)('takes the id %s of %s as it is', async (_model, _gateway, one) => {
      const key = 'sk-gw-5b0e9d7713';
      await using gateway = await startGateway({ models: [one.model] });
      await using home = await homeOf(agent);
      const choice = ['--gateway', one.gateway, '--base-url', gateway.url, '--model', one.model, ...(one.flags ?? [])];
      const ended = await runIn(home, ['jetway', ...choice, ...agent.words], { env: { JETWAY_API_KEY: key } });
      expectAnswer(agent, ended);
      const request = requestOf({ ...one, ...agent, vendor: {} }, gateway);
      expectOnce(agent, request, gateway);
      expect(request.path.split('?')[0]).toBe(one.path);
      expect(modelOf(request)).toBe(one.model);
      const keys = Object.values(credentialsOf(request)).filter((value) => value !== '');
      expect(keys.filter((value) => !value.includes(key))).toEqual([]);
      expect(keys).not.toEqual([]);
      if (one.tells !== undefined) expect(request.headers[one.tells]).toBe(agent.agent);
      if (one.lacks !== undefined) expect(request.body).not.toHaveProperty(one.lacks);
      expect(home.filesContaining(key)).toEqual([]);
    });

    const patience = agent.isDear === true ? 120_000 : 30_000;
    // That of a first run, with the key in a keyring, is tried in terminal.test.ts.
    const terminals = agent.terminal === undefined || agent.terminal.firstRun === true ? [] : [agent.terminal];
    it.each(terminals)(
      'asks for no login in a terminal, and answers through the gateway',
      async (one) => {
        await using gateway = await startGateway({ mount, demand: bearer });
        await using home = await homeOf(agent);
        written(home, one.files ?? {});
        await using terminal = openTerminal(home, { JETWAY_API_KEY: token, ...one.env }, []);
        await terminal.until('shell>');
        const model = one.model ?? main.model;
        const line = ['jetway', ...choiceOf(model, gateway), agent.agent].join(' ');
        terminal.type(`${line}; echo "ended $?"`);
        for (const answerIt of one.questions ?? []) await answerIt(terminal);
        await terminal.until(one.ready);
        await terminal.submit('say hello');
        await terminal.until(/answer is\s+canned\. You wrote:[^]*say hello/, patience);
        const there = { terminal, gateway, home, line };
        const switched = await one.also?.(there);
        if (switched !== undefined) {
          await terminal.submit('say goodbye');
          await terminal.until(/answer is\s+canned\. You wrote:[^]*say goodbye/, patience);
        }
        await one.quit(terminal);
        await terminal.until('ended 0', patience);
        await one.after?.(there);

        const askedFor = (prompt: string): string | undefined => {
          const request = promptsIn(gateway, prompt)[0];
          return request && modelOf(request);
        };
        expect([askedFor('say hello'), switched && askedFor('say goodbye')]).toEqual([model, switched]);
        const posted = gateway.requests.filter(({ method }) => method === 'POST');
        expect(posted.filter(({ headers }) => headers['authorization'] !== bearer.authorization)).toEqual([]);
        expect(terminal.written()).not.toContain(token);
        expect(home.filesContaining(token)).toEqual([]);
      },
      agent.isDear === true ? 300_000 : undefined,
    );
  });
}

function nameOf({ agent, script }: AgentCase): string {
  return script === undefined ? agent : `${agent}, started by npm's script`;
}

/** A home with what the agent needs there. */
export async function prepared({ agent, script, home: files = {} }: AgentCase, programs: Packed): Promise<Home> {
  const home = await programs.home(agent);
  written(home, files);
  if (script === undefined) return home;
  const bin = join(home.path, 'bin');
  mkdirSync(bin);
  symlinkSync(realpathSync(installed(agent, script)), join(bin, agent));
  return { ...home, env: { ...home.env, PATH: `${bin}${delimiter}${home.env['PATH'] ?? ''}` } };
}

/** The texts, by their paths. */
function written(home: Home, files: Files): readonly (readonly [path: string, text: string])[] {
  return Object.entries(files).map(([path, content]) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    home.write(path, text);
    return [path, text];
  });
}

function expectUnchanged(home: Home, files: ReturnType<typeof written>): void {
  expect(files.map(([path]) => [path, home.read(path)])).toEqual(files);
}

function expectAnswer({ prints }: AgentCase, { code, stdout, stderr }: Ended): void {
  expect(code, stderr).toBe(0);
  if (prints === undefined) expect(stdout, stderr).toContain(answer);
  else expect(stdout, stderr).toMatch(prints);
}

/** No other request has the prompt in it. */
function expectOnce({ asksAgain }: AgentCase, request: Received, gateway: Gateway): void {
  const shown = (one: Received): string => `${modelOf(one)} at ${one.path}`;
  if (asksAgain === undefined) expect(promptsIn(gateway).map(shown)).toEqual([shown(request)]);
}

function blanksOf({ blank = [] }: Case): Readonly<Record<string, string>> {
  return Object.fromEntries(blank.map((name) => [name, '']));
}

async function expectNoProcess(home: Home): Promise<void> {
  await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
}

function titled<One extends Case>(launches: readonly One[]): readonly (readonly [title: string, one: One])[] {
  return launches.map((one) => [`${one.model} at ${one.path.split('/models/')[0]}`, one]);
}

interface Start {
  readonly one: Case;
  /** What they are called. */
  readonly leftovers: readonly string[];
  /** Beside what is left over. */
  readonly env: Readonly<Record<string, string>> | undefined;
  /** The credentials that it must send. */
  readonly keys: Readonly<Record<string, string>>;
}

/** As few starts as there can be: leftovers of other files and other variables share one. */
function startsWith(agent: AgentCase, launches: readonly Case[]): readonly (readonly [title: string, start: Start])[] {
  const all = agent.leftovers({ home: '/home', elsewhere: 'http://elsewhere' });
  return titled(launches).flatMap(([title, one], index) => {
    const which = all.filter(({ forEachModel }) => index === 0 || forEachModel === true);
    const withKey = which.filter(({ withProviderKey }) => withProviderKey === true);
    const starts = [
      ...sharing(which).map((some) => ({ some, also: '', env: undefined, keys: bearer })),
      ...sharing(withKey).map((some) => ({
        some,
        also: ' and a provider key',
        env: provided,
        keys: { ...header, ...one.vendor },
      })),
    ];
    return starts.map(({ some, also, env, keys }) => {
      const leftovers = some.map(({ what }) => what);
      return [`with ${title}${also} obeys no ${leftovers.join(', no ')}`, { one, leftovers, env, keys }] as const;
    });
  });
}

function sharing(leftovers: readonly Leftover[]): readonly (readonly Leftover[])[] {
  const places = ({ env = {}, files = {}, words = [] }: Leftover): readonly string[] => [
    ...Object.keys(env),
    ...Object.keys(files),
    ...words,
  ];
  const bundles: Leftover[][] = [];
  for (const leftover of leftovers) {
    const own = new Set(places(leftover));
    const fits = bundles.find(
      (bundle) =>
        leftover.apart === undefined &&
        bundle.every((other) => other.apart === undefined && !places(other).some((place) => own.has(place))),
    );
    if (fits === undefined) bundles.push([leftover]);
    else fits.push(leftover);
  }
  return bundles;
}
