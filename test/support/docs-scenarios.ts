import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Prompts, System } from '../../src/system/system.ts';
import { startBifrostKeys } from './bifrost-keys.ts';
import { accountId, startCloudflareApi } from './cloudflare-api.ts';
import { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
import { jetway, type Jetway, type RunOptions } from './jetway.ts';
import { mcpAt } from './mcp.ts';
import { foldersWith, installScript } from './programs.ts';

/** Where commands of the docs are run: a home, and what answers there. */
export interface DocsScenario {
  /** What it is for, in a few words. */
  readonly name: string;
  readonly takes: RegExp;
  /** It takes the machine's own git. */
  readonly git?: boolean;
  start(): Promise<{ readonly here: Jetway; readonly gateway: Gateway }>;
  /** Makes ready for each line, whatever the one before took away. */
  readonly before?: (here: Jetway, gateway: Gateway) => unknown;
  readonly options: (gateway: Gateway, here: Jetway) => RunOptions;
}

const key = 'sk-bf-12345678';
const models = ['openai/gpt-5', 'gpt-5.5', 'anthropic/claude-sonnet-4-5', 'claude-sonnet-4-5'];
/** They tell what a model holds and costs, as OpenRouter does. */
const priced = JSON.stringify({
  data: models.map((id) => ({
    id,
    context_length: 400_000,
    supported_parameters: ['tools'],
    pricing: { prompt: '0.000005', completion: '0.000025' },
  })),
});

/** Somebody who agrees, takes what is offered first, and types the key. */
const agreeing: Prompts = {
  select: async (_question, choices, preset) => {
    const found = choices.find(({ value }) => value === true) ?? choices.find(({ value }) => value === preset);
    const choice = found ?? choices[0];
    if (choice === undefined) throw new Error('Nothing is offered.');
    return choice.value;
  },
  search: async (_question, choices) => {
    const [choice] = choices;
    if (choice === undefined) throw new Error('Nothing is offered.');
    return choice.value;
  },
  text: async (_question, { preset }) => preset ?? '',
  several: async (_question, _choices, ticked) => ticked,
  password: async () => key,
  review: async () => 'go',
};

const at = (gateway: Gateway): readonly string[] => ['--gateway', 'bifrost', '--base-url', gateway.url];

async function needed(here: Jetway, words: readonly string[], options: RunOptions = {}): Promise<void> {
  const { code, stderr } = await here.run(words, options);
  if (code !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
}

/** A profile `work` with a key at a gateway like Bifrost, `home` beside it, and three agents. */
async function furnished(
  options: GatewayOptions = {},
  install: 'install' | 'installNative' = 'install',
): Promise<{ readonly here: Jetway; readonly gateway: Gateway }> {
  const gateway = await startGateway({ models, ...options });
  const here = await jetway();
  for (const id of ['claude', 'codex', 'opencode']) here[install](id);
  const others = ['python', 'docker', 'unshare', 'bwrap', 'xdg-open', 'open', 'sh', 'env', 'gptme', 'cn', 'omp'];
  for (const name of others) here.program(name, '');
  installScript(join(here.home.cwd, 'run-tests.sh'), '');
  // Windows starts a script by its name on PATH.
  here.program('run-tests', '');
  here.home.write('project/.jetway.json', JSON.stringify({ schemaVersion: 1, tags: { team: 'core' } }));
  await needed(here, ['trust', '--yes']);
  await needed(here, ['login', '--profile', 'work', ...at(gateway), '--key-stdin'], { stdin: key });
  await needed(here, ['profile', 'create', 'home', ...at(gateway)]);
  await current(here);
  return { here, gateway };
}

async function current(here: Jetway): Promise<void> {
  await needed(here, ['profile', 'use', 'work']);
  await needed(here, ['profile', 'set', 'model.codex', 'gpt-5.5']);
  await needed(here, ['profile', 'set', 'model.claude', 'claude-sonnet-4-5']);
}

/** A repository with one commit. */
function repository({ home }: Jetway): void {
  const options = { cwd: home.cwd, env: home.env, stdio: 'ignore' } as const;
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  execFileSync('git', ['init'], options);
  execFileSync('git', ['add', '.'], options);
  execFileSync('git', [...author, 'commit', '--message', 'first'], options);
}

/** What goes to Cloudflare's own host arrives here. */
const toCloudflare =
  ({ origin }: Gateway) =>
  ({ http }: System): Partial<System> => ({
    http: {
      ...http,
      send: (request) =>
        http.send({ ...request, url: request.url.replace('https://gateway.ai.cloudflare.com', origin) }),
    },
  });

const asked = /^(?:|login|demo|trust|uninstall)$/;

/** The document that the page for fleets shows: it is right, and can be taken. */
export const publishedExample =
  /^```json\n(.*?)^```$/ms.exec(readFileSync(new URL('../../docs/fleets.md', import.meta.url), 'utf8'))?.[1] ?? '';
const published = 'https://config.acme.example/jetway.json';

/** What is published there stands there, and its gateway is here. */
const atAcme =
  ({ origin }: Gateway) =>
  ({ http }: System): Partial<System> => ({
    http: {
      ...http,
      send: async (request) =>
        request.url === published
          ? { status: 200, headers: {}, text: publishedExample, json: undefined, milliseconds: 1 }
          : http.send({ ...request, url: request.url.replace('https://llm.acme.example', origin) }),
    },
  });

/** The first that takes a line runs it; the last takes all. */
export const docsScenarios: readonly DocsScenario[] = [
  {
    name: 'a published configuration',
    takes: /acme|^profile sync/,
    start: async () => {
      const gateway = await startGateway({ models: ['anthropic/claude-opus-4-6'] });
      const here = await jetway();
      here.install('claude');
      return { here, gateway };
    },
    before: async (here, gateway) => {
      const options = { parts: atAcme(gateway), prompts: agreeing };
      await here.run(['profile', 'remove', '--source', published], options);
      await needed(here, ['profile', 'add', published], options);
    },
    options: (gateway) => ({ env: { JETWAY_API_KEY: key }, parts: atAcme(gateway), prompts: agreeing }),
  },
  {
    name: 'the management API of Cloudflare',
    takes: /^gateway /,
    start: async () => {
      const gateway = await startCloudflareApi('cf-management-0a1b2c3d4e5f');
      const here = await jetway();
      const flags = ['--gateway', 'cloudflare', '--account-id', accountId, '--gateway-id', 'prod-api'];
      await needed(here, ['profile', 'create', 'work', ...flags]);
      await needed(here, ['profile', 'use', 'work']);
      const prod = { ...gateway.gateways.get('prod-api'), store_id: 'a-store' };
      return { here, gateway: Object.assign(gateway, { prod }) };
    },
    before: (_here, gateway) => {
      const { gateways, prod } = gateway as unknown as Readonly<Record<'gateways', Map<string, unknown>>> & {
        prod: unknown;
      };
      gateways.set('prod-api', prod);
    },
    options: ({ origin }) => ({
      env: { JETWAY_MANAGEMENT_KEY: 'cf-management-0a1b2c3d4e5f', CLOUDFLARE_API_BASE_URL: origin },
      stdin: 'sk-ant-1b2c3d4e',
    }),
  },
  {
    name: 'what other launchers left',
    takes: /^import\b/,
    start: async () => {
      const gateway = await startGateway({ models });
      const here = await jetway();
      for (const name of ['ccs-profiles', 'claude-code-router-2', 'litellm-cli']) {
        cpSync(new URL(`../golden/import/${name}/home/`, import.meta.url), here.home.path, { recursive: true });
      }
      cpSync(new URL('../golden/import/litellm-proxy/home/', import.meta.url), here.home.cwd, { recursive: true });
      return { here, gateway };
    },
    options: () => ({ prompts: agreeing }),
  },
  {
    name: 'the keys of Bifrost',
    takes: /^keys /,
    start: async () => ({ here: await jetway(), gateway: await startBifrostKeys() }),
    options: () => ({ prompts: agreeing }),
  },
  {
    name: 'Cloudflare',
    takes: /--gateway cloudflare/,
    start: async () => {
      const gateway = await startGateway({ mount: `/v1/${accountId}/my-gw`, models });
      const here = await jetway();
      for (const id of ['claude', 'codex']) here.install(id);
      return { here, gateway };
    },
    options: (gateway) => ({ env: { JETWAY_API_KEY: key }, stdin: key, parts: toCloudflare(gateway) }),
  },
  {
    name: 'a repository of Git',
    takes: /^--worktree/,
    git: true,
    start: async () => {
      const scenario = await furnished();
      repository(scenario.here);
      return scenario;
    },
    options: (_gateway, { prefix }) => ({
      env: { JETWAY_API_KEY: key, PATH: [join(prefix, 'bin'), ...foldersWith('git')].join(delimiter) },
    }),
  },
  {
    name: 'a gateway that serves MCP',
    takes: /^--mcp/,
    start: async () => furnished({ answers: mcpAt() }, 'installNative'),
    options: () => ({ env: { JETWAY_API_KEY: key } }),
  },
  {
    name: 'a gateway that tells prices and limits',
    takes: /--min-context|--budget/,
    start: async () =>
      furnished({
        answers: ({ path }) => (path.endsWith('/models') ? { status: 200, headers: {}, body: priced } : undefined),
      }),
    options: () => ({ env: { JETWAY_API_KEY: key } }),
  },
  {
    name: 'a terminal',
    takes: asked,
    start: async () => furnished(),
    before: async (here, gateway) => {
      await needed(here, ['login', '--profile', 'work', ...at(gateway), '--key-stdin'], { stdin: key });
      await current(here);
    },
    options: () => ({ prompts: agreeing, columns: 80 }),
  },
  {
    name: 'a gateway, before commands that take something away',
    takes: /^(?:untrust|profile|logout)/,
    start: async () => furnished(),
    before: async (here) => {
      await needed(here, ['trust', '--yes']);
      await current(here);
    },
    options: () => ({ env: { JETWAY_API_KEY: key } }),
  },
  {
    name: 'a gateway, after a session',
    takes: /^usage session/,
    start: async () => {
      const scenario = await furnished();
      const now = new Date().toISOString();
      const request = {
        ...{
          schemaVersion: 1,
          at: now,
          session: '7f3a1d52-0c4e-4b6a-9d21-5a7e1c9b0001',
          agent: 'claude',
          project: 'docs',
        },
        ...{ gateway: 'bifrost', protocol: 'anthropic-messages', model: 'claude-sonnet-4-5', status: 200 },
        ...{ asked: 'claude-sonnet-4-5', outcome: 'whole', attempts: 1, totalMs: 1500, usage: { input: 9, output: 5 } },
      };
      scenario.here.home.write(`.local/state/jetway/ledger/${now.slice(0, 7)}.jsonl`, `${JSON.stringify(request)}\n`);
      return scenario;
    },
    options: () => ({}),
  },
  {
    name: 'a gateway',
    takes: /(?:)/,
    start: async () => furnished(),
    options: () => ({ env: { JETWAY_API_KEY: key } }),
  },
];
