import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { unpacked } from '../../../src/system/forwarder.ts';

const packed = (times: number): Buffer =>
  Array.from({ length: times }).reduce<Buffer>((body) => gzipSync(body), Buffer.from('an answer'));

it.each([
  [1, 'gzip'],
  [2, 'gzip, X-GZIP'],
  [4, 'gzip, gzip, identity, gzip, gzip'],
])('an answer that is packed %d times, %s, is unpacked', async (times, codings) => {
  const body = await unpacked(Readable.from([packed(times)]), codings);
  expect((await buffer(body)).toString()).toBe('an answer');
});

it('an answer that names thousands of codings is unpacked four times and no more', async () => {
  const body = await unpacked(Readable.from([packed(6)]), Array.from({ length: 5000 }, () => 'gzip').join(','));
  expect(await buffer(body)).toEqual(packed(2));
});
