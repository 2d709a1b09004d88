import { describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  readonly build?: string;
  readonly over?: string;
  readonly fits: readonly number[];
  prepare(): object;
  run(): { readonly status: number; readonly stderr: string };
}

interface Tried {
  readonly able: readonly Case[];
  readonly unable: readonly (Pick<Case, 'name' | 'build'> & { readonly why: string })[];
}

// By an address, since it has no types.
const address = new URL('../../.config/bench-cases.mjs', import.meta.url).href;
const { tried } = (await import(address)) as { readonly tried: (cases: readonly Case[]) => Tried };

const one = (name: string, build: string, status: number, more: Partial<Case> = {}): Case => ({
  ...{ name, build, fits: [0], prepare: () => ({}) },
  run: () => ({ status, stderr: "error: unknown option '--relay'\n" }),
  ...more,
});

describe('the cases of the benchmark', () => {
  it('leave out what a build can’t run, and say why; the same case of the other build stays', () => {
    const { able, unable } = tried([
      one('launch', 'this', 0),
      one('relay', 'this', 0),
      one('launch', 'other', 0),
      one('relay', 'other', 2),
    ]);
    expect(able.map(({ name, build }) => `${name} ${build}`)).toEqual(['launch this', 'relay this', 'launch other']);
    expect(unable).toEqual([{ name: 'relay', build: 'other', why: "ended with 2: error: unknown option '--relay'" }]);
  });

  it('leave out what is to be over a case that can’t be run', () => {
    const { able, unable } = tried([
      one('launch', 'other', 2),
      one('relay', 'other', 0, { over: 'launch' }),
      one('launch', 'this', 0),
      one('relay', 'this', 0, { over: 'launch' }),
    ]);
    expect(able.map(({ build }) => build)).toEqual(['this', 'this']);
    expect(unable.map(({ why }) => why)).toEqual(["ended with 2: error: unknown option '--relay'", "can't run launch"]);
  });

  it('take each exit code that fits for a run', () => {
    expect(tried([one('doctor', 'this', 8, { fits: [0, 8] })]).unable).toEqual([]);
  });
});
