import { expect, it } from 'vitest';
import { repositoryRoot, upward } from '../../../src/config-layers/folders.ts';
import {
  originOf,
  placeOf,
  saidAt,
  taken,
  problemAt,
  problemOfFile,
  type Layer,
} from '../../../src/config-layers/layer.ts';
import { locateJson } from '../../../src/config-layers/located-json.ts';

function layer(place: string, text: string, more: Pick<Layer, 'void'> = {}): Layer {
  const settings = locateJson(text);
  if (settings === undefined) throw new Error('no JSON');
  return { from: 'user', place, settings, ...more };
}

it('tells what layers say under a key, in their order, and which of them counts', () => {
  const layers = [
    layer('/a', '{\n"url": "one" }', { void: 'not trusted' }),
    layer('/b', '{ "url": "" }'),
    layer('/c', '{ "url": { "deeper": 1 } }'),
    layer('/d', '{\n\n"url": "two" }'),
  ];
  const said = saidAt(layers, 'url');
  expect(said).toEqual([
    { from: 'user', place: '/a', line: 2, key: 'url', text: 'one', void: 'not trusted' },
    { from: 'user', place: '/d', line: 3, key: 'url', text: 'two' },
  ]);
  expect(taken(said)?.place).toBe('/d');
  expect(saidAt(layers, 'url', 'deeper').map(({ key, text }) => [key, text])).toEqual([['url.deeper', '1']]);
});

it('makes origins without the text itself, which may be a key', () => {
  const one = layer('/a', '{ "key": "sk-secret" }');
  const origin = originOf('credential', { ...placeOf(one, 'key'), text: 'sk-secret' }, '…cret');
  expect(origin).toEqual({ sets: 'credential', from: 'user', place: '/a', line: 1, key: 'key', value: '…cret' });
});

it('makes problems of a key and of a whole file', () => {
  const problem = { what: 'is bad', hint: 'Mend it', stops: true };
  const one = layer('/a', '{ "key": 1 }');
  const place = { sets: 'problem', from: 'user', place: '/a' };
  expect(problemAt(one, ['key'], '1', problem, true)).toEqual({
    ...place,
    line: 1,
    key: 'key',
    value: '1',
    problem,
    beatsJetway: true,
  });
  expect(problemOfFile(one, 'no JSON', problem)).toEqual({
    ...place,
    key: '(the whole file)',
    value: 'no JSON',
    problem,
  });
});

it('goes upward from a folder, to the root of its repository', () => {
  expect(upward('/a/b/c')).toEqual(['/a/b/c', '/a/b', '/a', '/']);
  const glob = (path: string): readonly string[] => (path === '/a/.git' ? [path] : []);
  expect(repositoryRoot('/a/b/c', glob)).toBe('/a');
  expect(repositoryRoot('/b', glob)).toBeUndefined();
});
