import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { builtinModules, createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { gateways } from '../../src/gateways/index.ts';
import { noFolderLinks } from '../support/posix.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'bin', 'jetway.js');
const source = readFileSync(bin, 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies?: object;
  readonly scripts: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

const [packed] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts')) as readonly [Packed];

describe('the package', () => {
  it('holds only what runs, its licences and its documents', () => {
    expect(packed.files.map((file) => file.path).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'bin/jetway.js',
      ...agents.map(({ id }) => `dist/agents-${id}.js`).toSorted(),
      'dist/client.js',
      'dist/commander.js',
      'dist/commands.js',
      'dist/conf.js',
      'dist/configure.js',
      'dist/doctor.js',
      'dist/execa.js',
      ...gateways.map(({ id }) => `dist/gateways-${id}.js`).toSorted(),
      'dist/import.js',
      'dist/jetway.1',
      'dist/jsonc.js',
      'dist/licenses.txt',
      'dist/list.js',
      'dist/live.js',
      'dist/local.js',
      'dist/main.js',
      'dist/manage.js',
      'dist/models.json',
      'dist/oauth.js',
      'dist/opencode-plugin.mjs',
      'dist/prompts.js',
      'dist/query.js',
      'dist/relay.js',
      'dist/rest.js',
      'dist/settings.js',
      'dist/sign-in.js',
      'dist/statusline.js',
      'dist/toml-places.js',
      'dist/toml.js',
      'dist/translate.js',
      'dist/trouble.js',
      'dist/undici.js',
      'dist/usage.js',
      'dist/windows.js',
      'dist/yaml.js',
      'package.json',
    ]);
  });

  it('has no script that runs when it is installed, of which npm 12 would warn', () => {
    const atInstall = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
    expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([]);
  });

  it('is at most 688 KB', () => {
    expect(packed.size).toBeLessThanOrEqual(688_000);
  });

  it('brings at most three packages: itself, the keyring and its platform package', () => {
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.optionalDependencies)).toEqual(['@napi-rs/keyring']);
    const installed = npm('ls', '--all', '--omit=dev', '--parseable').trim().split('\n');
    expect(installed.length).toBeLessThanOrEqual(3);
  });

  it('accepts every Node from 20 on, so that npx never falls back to an old release', () => {
    expect(manifest.engines.node).toBe('^20.19.0 || >=22.3.0');
  });

  it('names the licence of each package whose code it holds', () => {
    const licenses = readFileSync(join(root, 'dist', 'licenses.txt'), 'utf8');
    expect(licenses).toMatch(/^commander \d+\.\d+\.\d+ \(MIT\)$/m);
    expect(licenses).not.toContain('undefined');
  });
});

describe('the build', () => {
  it.skipIf(noFolderLinks)(
    'is made in a checkout where there was none',
    () => {
      const checkout = mkdtempSync(join(tmpdir(), 'jetway-checkout-'));
      try {
        for (const name of ['.config', 'bin', 'docs', 'src', 'package.json', 'LICENSE']) {
          cpSync(join(root, name), join(checkout, name), { recursive: true });
        }
        symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'), 'junction');
        const { status, stderr } = spawnSync(process.execPath, [join(checkout, '.config', 'build.mjs')], {
          encoding: 'utf8',
        });
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(readdirSync(join(checkout, 'dist'))).toContain('main.js');
      } finally {
        rmSync(checkout, { recursive: true, force: true });
      }
    },
    60_000,
  );

  // In dist/ they are rows whose other half is in a file of its own.
  describe('in which each has a file of its own', () => {
    let home: string;
    beforeAll(() => {
      home = mkdtempSync(join(tmpdir(), 'jetway-built-'));
    });
    afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));

    it.each(agents)('plans a launch of $id', async ({ id, name }) => {
      const { stdout, status } = await planned(home, id, 'bifrost', '--base-url', 'https://gateway.example');
      expect(status).toBe(0);
      expect(stdout).toContain(name);
    });

    it.each(gateways)('connects to $id, or says what it lacks', async ({ id, name }) => {
      const { stdout, stderr, status } = await planned(home, 'codex', id);
      expect(status === 0 ? stdout : stderr).toContain(name);
      expect([0, 2, 6]).toContain(status);
    });
  });

  it('asks a proxy, by a client and a parser of which the build leaves out what is not used', async () => {
    const proxy = createServer();
    proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const env = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, JETWAY_API_KEY: 'sk-test' };
    const { status, stderr } = await built(['list-models', ...bifrost], env);
    proxy.close();
    expect(status).toBe(5);
    expect(stderr).toContain('The proxy did not open a way to https://gateway.example.');
  });

  it('lists what a gateway behind a proxy offers', async () => {
    const tls = (name: string): string => join(root, 'test', 'support', 'tls', name);
    const certificate = { key: readFileSync(tls('key.pem')), cert: readFileSync(tls('gateway.pem')) };
    const gateway = createSecureServer(certificate, (_, response) => response.end('{"data":[{"id":"openai/gpt-5"}]}'));
    await once(gateway.listen(0, '127.0.0.1'), 'listening');
    const proxy = createServer().on('connect', (_, socket: Duplex) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      gateway.emit('connection', socket);
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const env = {
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      NODE_EXTRA_CA_CERTS: tls('gateway.pem'),
      JETWAY_API_KEY: 'sk-test',
    };
    const listed = await built(['list-models', ...bifrost], env);
    proxy.close();
    gateway.close();
    expect(listed).toEqual({ status: 0, stdout: 'openai/gpt-5\n', stderr: '' });
  });

  it('saves a profile, with a store that the build gives no schemas', async () => {
    const { status, stderr } = await built(['login', ...bifrost, '--key-stdin', '--no-check', '--store', 'file'], {});
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('Profile bifrost: Bifrost') });
  });

  it('sends nobody to a page that is not in the package', () => {
    const pages = readdirSync(join(root, 'dist'))
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => readFileSync(join(root, 'dist', name), 'utf8').match(/.{0,60}\bdocs\/[\w-]+\.md/g) ?? []);
    expect(pages).toEqual([]);
  });

  it('is ASCII, as the bin file reads it', () => {
    const texts = packed.files
      .filter(({ path }) => /^dist\/.*\.js$/.test(path))
      .map(({ path }) => readFileSync(join(root, path), 'latin1'));
    for (const text of texts) expect(text).toMatch(/^[\0-\x7f]*$/);
  });
});

describe('the bin file', () => {
  it('is written in syntax of 2019, which Node 10 reads', async () => {
    // What is younger is refused, or rewritten, and then it differs.
    const options = { charset: 'utf8', minifyWhitespace: true } as const;
    const [asItIs, older] = await Promise.all([
      transform(source, { ...options, target: 'esnext' }),
      transform(source, { ...options, target: 'es2019' }),
    ]);
    expect(older.code).toBe(asItIs.code);
  });

  it.each(['--version', '-V', '-v'])('answers %s with the version alone', (flag) => {
    expect(run(bin, flag)).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it.each(['10.24.1', '18.20.8', '20.18.3', '21.7.3', '22.2.0'])(
    'tells Node %s, which the manifest leaves out, which version it needs, and loads nothing of ours',
    (version) => {
      const { stderr, exitCode } = runOn(version);
      expect(stderr).toBe(
        `jetway: Jetway needs Node 20.19, 22.3 or newer; this is Node ${version}.\n  → Install a newer Node: https://nodejs.org\n`,
      );
      expect(exitCode).toBe(3);
    },
  );

  it('names the build in a clone that was not built', () => {
    const clone = mkdtempSync(join(tmpdir(), 'jetway-clone-'));
    try {
      cpSync(join(root, 'bin'), join(clone, 'bin'), { recursive: true });
      cpSync(join(root, 'package.json'), join(clone, 'package.json'));
      const { status, stdout, stderr } = run(join(clone, 'bin', 'jetway.js'), 'doctor');
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr).toContain('npm run build');
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });
});

interface Packed {
  /** Bytes of the tarball. */
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

function npm(...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
}

interface Outcome {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

const bifrost = ['--gateway', 'bifrost', '--base-url', 'https://gateway.example'];

/** What the built Jetway would do, in a home in which that leaves nothing but the bytecode of what ran. */
async function planned(home: string, agent: string, gateway: string, ...flags: readonly string[]): Promise<Outcome> {
  const args = ['launch', agent, '--dry-run', '--gateway', gateway, ...flags, '--model', 'gpt-5'];
  return builtIn(home, args, { JETWAY_API_KEY: 'sk-test', JETWAY_OFFLINE: '1' });
}

/** The built Jetway, in an empty home and with a key on standard input. */
async function built(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'jetway-built-'));
  try {
    return await builtIn(home, args, variables);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function builtIn(
  home: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const env = { HOME: home, USERPROFILE: home, PATH: home, ...variables };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, ...args], { cwd: home, env }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
    );
    child.stdin?.end('sk-test\n');
  });
}

function run(
  file: string,
  ...args: readonly string[]
): object & { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** The bin file with a `process` that says it is another Node. */
function runOn(version: string): { readonly stderr: string; readonly exitCode: number | undefined } {
  let stderr = '';
  const old: {
    readonly versions: object;
    readonly argv: readonly string[];
    readonly stderr: object;
    exitCode?: number;
  } = {
    versions: { node: version },
    argv: ['node', bin, '--version'],
    stderr: { write: (text: string) => (stderr += text) },
  };
  const require = createRequire(bin);
  const only = (name: string): unknown => {
    if (!builtinModules.includes(name)) throw new Error(`${name} was loaded`);
    return require(name);
  };
  runInNewContext(source.replace(/^#!.*/, ''), { process: old, require: only, __dirname: join(root, 'bin') });
  return { stderr, exitCode: old.exitCode };
}
