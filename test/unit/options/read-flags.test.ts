import { describe, expect, it } from 'vitest';
import { launchFlags } from '../../../src/options/flags.ts';
import { listFlags, listOptions } from '../../../src/options/list-flags.ts';
import { fromEnvironment, launchOptions, resolveOptions, storeKind, texts } from '../../../src/options/read-flags.ts';

describe('JETWAY_* variables', () => {
  it.each([
    ['JETWAY_GATEWAY', 'bifrost', { gateway: 'bifrost' }],
    ['JETWAY_SMALL_MODEL', 'm', { smallModel: 'm' }],
    ['JETWAY_MODEL', '', {}],
    ['JETWAY_KEY_COMMAND', 'op read x', { keyCommand: 'op read x' }],
    ['JETWAY_TAG', 'team=core, a=b', { tag: ['team=core', 'a=b'] }],
    ['JETWAY_NO_CHECK', '1', { check: false }],
    ['JETWAY_NO_CHECK', 'TRUE', { check: false }],
    ['JETWAY_NO_CHECK', '0', {}],
    ['JETWAY_NO_ATTRIBUTION', 'yes', { attribution: false }],
    // What is meant for one run has no variable.
    ['JETWAY_KEY_STDIN', '1', {}],
    ['JETWAY_OVERRIDE_MANAGED_SETTINGS', '1', {}],
    ['JETWAY_DRY_RUN', '1', {}],
    ['JETWAY_SET', 'a=b', {}],
    // Settings are read where the gateway is known.
    ['JETWAY_BASE_URL', 'http://127.0.0.1', {}],
  ])('%s=%s', (name, value, expected) => {
    expect(fromEnvironment(launchFlags, { [name]: value })).toEqual(expected);
  });
});

it('--offline has a variable, what narrows one list has none', () => {
  const env = { JETWAY_OFFLINE: '1', JETWAY_SEARCH: 'a', JETWAY_SORT: 'price', JETWAY_COMPARE: 'a', JETWAY_TOOLS: '1' };
  expect(fromEnvironment(listFlags, env)).toEqual({ offline: true });
});

describe('the options of a list', () => {
  it('are as they were typed', () => {
    const flags = {
      agent: 'codex',
      search: 'a b',
      sort: 'price',
      minContext: '200k',
      tools: true,
      compare: ['a', 'b'],
    };
    expect(listOptions(flags)).toEqual({ ...flags, minContext: 200_000, settings: {} });
    expect(listOptions({})).toEqual({ settings: {} });
  });

  it.each([{ sort: 'colour' }, { minContext: 'much' }])('are refused: %j', (flags) => {
    expect(() => listOptions(flags)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

it.each([
  ['--model', { model: '' }],
  ['--small-model', { smallModel: '' }],
])('%s without a name is refused, as it comes from a list where nothing was picked', (flag, flags) => {
  expect(() => resolveOptions(flags)).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => resolveOptions(flags)).toThrow(flag);
});

describe('--set', () => {
  it.each([
    ['a=b', { a: 'b' }],
    ['a=', { a: '' }],
    ['a=b=c', { a: 'b=c' }],
    ['key-header=x-bf-vk', { 'key-header': 'x-bf-vk' }],
    ['a=line\nbreak', { a: 'line\nbreak' }],
  ])('%j is a pair', (text, expected) => {
    expect(resolveOptions({ set: [text] }).settings).toEqual(expected);
  });

  it.each(['a', '=b', '', 'A=b', '1=b', '__proto__=x', ' a=b'])('%j is none', (text) => {
    expect(() => resolveOptions({ set: [text] })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('loses against the flag of its own', () => {
    const flags = { set: ['base-url=https://a.test'], baseUrl: 'https://b.test' };
    expect(resolveOptions(flags).settings).toEqual({ 'base-url': 'https://b.test' });
  });
});

describe('the options of a launch', () => {
  it.each([
    [{}, 'auto'],
    [{ check: true }, 'always'],
    [{ check: false }, 'never'],
  ])('%j checks %s', (flags, expected) => {
    expect(launchOptions(flags).check).toBe(expected);
  });

  it('are the careful ones where nothing is said', () => {
    expect(launchOptions({})).toEqual({
      settings: {},
      check: 'auto',
      attribution: true,
      tags: [],
      overrideManagedSettings: false,
    });
  });

  it('hold one key from standard input at most', () => {
    const both = { keyStdin: true, providerKeyStdin: true };
    expect(() => launchOptions(both)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

it('only texts are texts', () => {
  expect(texts({ a: 'x', b: true, c: undefined, d: ['x'] }, 'a', 'b', 'c', 'd')).toEqual({ a: 'x' });
});

it('there are two stores', () => {
  expect([storeKind({}), storeKind({ store: 'file' })]).toEqual(['keyring', 'file']);
  expect(() => storeKind({ store: 'cloud' })).toThrow(expect.objectContaining({ code: 'usage' }));
});
