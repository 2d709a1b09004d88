import { expect, test } from 'vitest';
import { createEventReader } from '../../../src/protocols/event-stream.ts';

test('an event of several data lines is one event', () => {
  expect(createEventReader().push('data: {"a":\ndata: [1,\ndata:2]}\n\n')).toEqual([{ a: [1, 2] }]);
});

test('an event comes with the line end that completes it', () => {
  for (const end of ['\n', '\r', '\r\n']) {
    const reader = createEventReader();
    expect(reader.push(`data: 1${end}`)).toEqual([]);
    expect(reader.push(end)).toEqual([1]);
    expect(reader.push(`: comment${end}event: x${end}data: 2`)).toEqual([]);
    expect(reader.push(`${end}${end}`)).toEqual([2]);
  }
});

test('a CRLF that is torn apart ends one line, not two', () => {
  const reader = createEventReader();
  expect(['data: [1,\r', '\ndata: 2]\r', '\n', '\r', '\n'].map((piece) => reader.push(piece))).toEqual([
    [],
    [],
    [],
    [[1, 2]],
    [],
  ]);
});

test('the last event needs no blank line', () => {
  const reader = createEventReader();
  reader.push('data: 1\n\ndata: 2');
  expect(reader.end()).toEqual([2]);
});

test('a body that is one JSON document is an event as soon as it is whole, a list is several', () => {
  const one = createEventReader();
  expect(['\n {"a"', ':{"b":1}', '}', '\n'].map((piece) => one.push(piece))).toEqual([[], [], [{ a: { b: 1 } }], []]);
  expect(one.end()).toEqual([]);
  expect(createEventReader().push('[1,{"a":2}]')).toEqual([1, { a: 2 }]);
});

test('a body that seems JSON and never ends is passed over, however long', () => {
  const reader = createEventReader();
  for (let count = 0; count < 200; count += 1) expect(reader.push(`{"a":"${'x'.repeat(20_000)}"},{}`)).toEqual([]);
  expect(reader.end()).toEqual([]);
});

test('blanks without end before it are looked through once', () => {
  const reader = createEventReader();
  const blank = ' '.repeat(30_000);
  for (let count = 0; count < 2000; count += 1) expect(reader.push(blank)).toEqual([]);
  expect(reader.push('data: 1\n\n')).toEqual([1]);
});
