import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type Page } from '../support/chromium.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';

// The page of `jetway usage --html`, in a browser.
let programs: Packed;
let home: Home;
const file = (): string => join(home.cwd, 'report.html');

/** A model that would take over a page that believed it. */
const hostile = '<img src="http://127.0.0.1:9/x" onerror="alert(1)">';
const requests = [
  ['2026-11-01', 'gpt-5.5', 900_000, 0.75],
  ['2026-11-01', 'claude-opus-4-8', 60_000, 0.25],
  ['2026-11-03', 'claude-opus-4-8', 80_000, 10.5],
  ['2026-11-03', hostile, 5000, 0.5],
  ['2026-11-03', 'unpriced-1', 2_000_000, undefined],
] as const;

beforeAll(async () => {
  programs = await packed();
  home = await programs.home();
  const lines = requests.map(([day, model, input, estimatedUsd]) => ({
    ...{ schemaVersion: 1, at: `${day}T12:00:00.000Z`, session: '11111111-1111-4111-8111-111111111111' },
    ...{ agent: 'codex', gateway: 'bifrost', protocol: 'openai-responses', asked: model, model },
    ...{ outcome: 'whole', attempts: 1, totalMs: 900, usage: { input, cached: 400, output: 50 }, estimatedUsd },
  }));
  const ledger = '.local/state/jetway/ledger/2026-11.jsonl';
  home.write(ledger, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const words = ['jetway', 'usage', '--html', 'report.html', '--offline', '--since', '2026-11-01', '--timezone', 'UTC'];
  const { code, stderr } = await runIn(home, words);
  if (code !== 0) throw new Error(stderr);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await programs[Symbol.asyncDispose]();
});

const page = (): Promise<Page> => openPage(home, pathToFileURL(file()).href);

const texts = (selector: string): string =>
  `[...document.querySelectorAll('${selector}')].map((one) => one.textContent.trim())`;
const names = texts('tbody td:first-child');

it('asks for nothing but itself, and shows each group with its figures, the total, and a bar of each day', async () => {
  await using shown = await page();
  const rows = `[...document.querySelectorAll('tbody tr, tfoot tr')].map(({ cells }) => [...cells].map((cell) => cell.innerText))`;
  expect(await shown.value(rows)).toEqual([
    ['claude-opus-4-8', '2', '140k', '800', '100', '$10.75', 'ledger'],
    ['gpt-5.5', '1', '900k', '400', '50', '$0.75', 'ledger'],
    [hostile, '1', '5000', '400', '50', '$0.50', 'ledger'],
    ['unpriced-1', '1', '2.0M', '400', '50', 'unknown', 'ledger'],
    ['total', '5', '3.0M', '2000', '250', '≥ $12.00', ''],
  ]);
  const { bars, swatches } = await shown.value<Drawn>(drawn);
  expect(bars.map(({ title }) => title)).toEqual([
    '2026-11-01 claude-opus-4-8: $0.25',
    '2026-11-01 gpt-5.5: $0.75',
    '2026-11-03 claude-opus-4-8: $10.50',
    `2026-11-03 ${hostile}: $0.50`,
  ]);
  const [low, onLow, tall, onTall] = bars as [Bar, Bar, Bar, Bar];
  expect(bars.map(({ colour }) => colour)).toEqual([0, 1, 0, 2].map((row) => swatches[row]));
  expect(tall.height / low.height).toBeCloseTo(10.5 / 0.25, 0);
  expect(tall.width).toBeGreaterThan(10);
  // One upon the other, and the day without a request between the two.
  expect([onLow.x, onTall.x]).toEqual([low.x, tall.x]);
  expect(onLow.bottom).toBeCloseTo(low.bottom - low.height, 1);
  expect(onTall.bottom).toBeCloseTo(tall.bottom - tall.height, 1);
  expect(tall.x - low.x).toBeGreaterThan(2 * tall.width);
  expect(await shown.value(texts('svg text'))).toEqual(['$11.00', '11-01', '11-02', '11-03']);
  expect(shown.requests).toEqual([pathToFileURL(file()).href]);
  expect(shown.console).toEqual([]);
});

interface Bar {
  readonly title: string;
  readonly colour: string;
  readonly x: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}
interface Drawn {
  readonly bars: readonly Bar[];
  readonly swatches: readonly string[];
}
const drawn = `({
  bars: [...document.querySelectorAll('svg rect')].map((bar) => {
    const { x, bottom, width, height } = bar.getBoundingClientRect();
    return { title: bar.textContent, colour: getComputedStyle(bar).fill, x, bottom, width, height };
  }),
  swatches: [...document.querySelectorAll('tbody .key')].map((key) => getComputedStyle(key).backgroundColor),
})`;

it('sorts by the head that is clicked or pressed, then the other way round, with the unknown last', async () => {
  await using shown = await page();
  const head = (column: number): string => `th:nth-child(${column}) button`;
  const sorted = `[...document.querySelectorAll('th')].map((one) => one.ariaSort)`;
  await click(shown, head(3));
  expect(await shown.value(names)).toEqual(['unpriced-1', 'gpt-5.5', 'claude-opus-4-8', hostile]);
  await click(shown, head(6));
  expect(await shown.value(names)).toEqual(['claude-opus-4-8', 'gpt-5.5', hostile, 'unpriced-1']);
  expect(await shown.value(sorted)).toEqual([null, null, null, null, null, 'descending', null]);
  await click(shown, head(6));
  expect(await shown.value(names)).toEqual([hostile, 'gpt-5.5', 'claude-opus-4-8', 'unpriced-1']);
  expect(await shown.value(sorted)).toEqual([null, null, null, null, null, 'ascending', null]);
  await shown.value(`document.querySelector('${head(1)}').focus()`);
  await enter(shown);
  expect(await shown.value(names)).toEqual([hostile, 'claude-opus-4-8', 'gpt-5.5', 'unpriced-1']);
  expect(await shown.value(texts('tfoot td:first-child'))).toEqual(['total']);
  expect(shown.requests).toHaveLength(1);
  expect(shown.console).toEqual([]);
});

async function click(shown: Page, selector: string): Promise<void> {
  const box = `document.querySelector('${selector}').getBoundingClientRect()`;
  const middle = `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(${box})`;
  const point = { ...(await shown.value<object>(middle)), button: 'left', clickCount: 1 };
  for (const type of ['mousePressed', 'mouseReleased'])
    await shown.send('Input.dispatchMouseEvent', { type, ...point });
}

async function enter(shown: Page): Promise<void> {
  const key = { key: 'Enter', text: '\r', windowsVirtualKeyCode: 13 };
  for (const type of ['keyDown', 'keyUp']) await shown.send('Input.dispatchKeyEvent', { type, ...key });
}

it('is light or dark as the reader likes it, and its text has contrast in both', async () => {
  await using shown = await page();
  const papers: string[] = [];
  for (const value of ['light', 'dark']) {
    await shown.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
    const all = await shown.value<readonly Text[]>(written);
    expect(all.length).toBeGreaterThan(40);
    for (const { text, ink, paper } of all)
      expect(contrast(ink, paper), `${value}: ${text}`).toBeGreaterThanOrEqual(4.5);
    papers.push(await shown.value(`getComputedStyle(document.body).backgroundColor`));
  }
  const [light, dark] = papers.map(luminance) as [number, number];
  expect(light).toBeGreaterThan(0.8);
  expect(dark).toBeLessThan(0.1);
  expect(shown.requests).toHaveLength(1);
  expect(shown.console).toEqual([]);
});

it('keeps names whole on a narrow screen, where figures move sideways and the page does not', async () => {
  await using shown = await page();
  const screen = { width: 390, height: 800, deviceScaleFactor: 1, mobile: true };
  await shown.send('Emulation.setDeviceMetricsOverride', screen);
  expect(await shown.value('[innerWidth, document.documentElement.scrollWidth]')).toEqual([390, 390]);
  const heights = await shown.value<readonly number[]>(
    `[...document.querySelectorAll('tbody tr')].map((row) => row.offsetHeight)`,
  );
  expect(heights[0]).toBeLessThan(40);
  expect(await shown.value(`document.querySelector('.wide').scrollWidth`)).toBeGreaterThan(390);
});

interface Text {
  readonly text: string;
  readonly ink: string;
  readonly paper: string;
}
/** Every element with a text of its own, its colour, and that of what it stands on. A bar's title is no text on the page. */
const written = `(() => {
  const clear = 'rgba(0, 0, 0, 0)';
  const paper = (one) => {
    const colour = one === null ? 'rgb(255, 255, 255)' : getComputedStyle(one).backgroundColor;
    return colour === clear ? paper(one.parentElement) : colour;
  };
  return [...document.body.querySelectorAll('*:not(script, title)')]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
    .map((one) => ({
      text: one.textContent,
      ink: getComputedStyle(one)[one.closest('svg') ? 'fill' : 'color'],
      paper: paper(one),
    }));
})()`;

/** By WCAG 2.2: 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

/** Of `rgb(27, 30, 35)`. */
function luminance(colour: string): number {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour)?.slice(1) ?? [];
  expect(parts, colour).toHaveLength(3);
  const [red = 0, green = 0, blue = 0] = parts
    .map((part) => Number(part) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
