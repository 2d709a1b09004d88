import { describe, expect, it } from 'vitest';
import { managementOf } from '../../../src/gateways/cloudflare/admin.ts';
import type { Part, Reply } from '../../../src/gateways/management.ts';
import type { Question } from '../../../src/gateways/question.ts';
import type { ToldUsage, UsageBy } from '../../../src/gateways/told-usage.ts';

const account = { 'account-id': '0123456789abcdef0123456789abcdef' };
const times = { since: '2026-11-20T00:00:00.000Z', until: '2026-11-21T00:00:00.000Z' };

const row = (time: string, more: object = {}): object => ({
  id: time,
  created_at: time,
  success: true,
  model: 'openai/gpt-5.5',
  tokens_in: 10,
  tokens_out: 2,
  cost: 0.5,
  ...more,
});
const list = (rows: readonly object[], total = rows.length): object => ({
  success: true,
  result: rows,
  result_info: { total_count: total },
});
const of = (session: string): object => ({ metadata: { session, agent: 'codex' } });

/** Asks until there is no further part, and answers by path. */
async function told(
  answers: Readonly<Record<string, object>>,
  by: UsageBy,
  gateway?: string,
): Promise<{ readonly rows: readonly ToldUsage[]; readonly refused?: string; readonly asked: readonly string[] }> {
  const management = managementOf({ ...account, ...(gateway === undefined ? {} : { 'gateway-id': gateway }) });
  const report = management.usage?.(new Map(), { by, ...times });
  const rows: ToldUsage[] = [];
  const asked: string[] = [];
  let question: Question<Reply<Part<ToldUsage>>> | undefined = report?.question;
  while (question !== undefined) {
    const { pathname, searchParams } = new URL(question.url);
    const place = `${pathname.split('/gateways').at(-1)} ${searchParams.get('page')}`;
    asked.push(place);
    const answer = question.read(200, answers[place] ?? list([]));
    if ('refused' in answer) return { rows, refused: answer.refused.message, asked };
    rows.push(...answer.value.items.map(({ id: _one, ...sums }) => sums));
    question = answer.value.next;
  }
  return { rows, asked };
}

describe('usage in Cloudflare’s log', () => {
  it('is by session where one gateway is named, with costs that are null unknown', async () => {
    const rows = [row('2026-11-20T12:00:00Z', { ...of('s-1'), cost: null }), row('2026-11-20T11:00:00Z', of('s-2'))];
    const { rows: found, asked } = await told({ '/my-gw/logs 1': list(rows) }, 'session', 'my-gw');
    expect(asked).toEqual(['/my-gw/logs 1']);
    expect(found).toEqual([
      { name: 's-1', day: '2026-11-20', requests: 1, input: 10, output: 2, usd: undefined },
      { name: 's-2', day: '2026-11-20', requests: 1, input: 10, output: 2, usd: 0.5 },
    ]);
  });

  it('is that of all gateways where none is named, all pages of each', async () => {
    const page = Array.from({ length: 50 }, () => row('2026-11-20T12:00:00Z', of('s-1')));
    const answers = {
      ' 1': list([{ id: 'one' }, { id: 'two' }]),
      '/one/logs 1': list(page, 51),
      '/one/logs 2': list([row('2026-11-20T10:00:00Z', of('s-1'))], 51),
      '/two/logs 1': list([row('2026-11-20T10:00:00Z', of('s-2'))]),
    };
    const { rows, asked } = await told(answers, 'session');
    expect(asked).toEqual([' 1', '/one/logs 1', '/one/logs 2', '/two/logs 1']);
    expect(rows).toHaveLength(52);
  });

  it('is no 0 where every log is empty, which those of newer accounts are', async () => {
    const answers = { ' 1': list([{ id: 'one' }, { id: 'two' }]) };
    expect((await told(answers, 'session')).refused).toContain('24 September 2026');
    expect((await told({}, 'session', 'one')).refused).toContain('24 September 2026');
    const one = { ...answers, '/two/logs 1': list([row('2026-11-20T10:00:00Z', of('s-2'))]) };
    expect(await told(one, 'session')).not.toHaveProperty('refused');
  });

  it('leaves out what is outside of the time, whatever the filter lets through, and ends there', async () => {
    const rows = [
      row('2026-11-21T00:00:00Z', of('late')),
      row('2026-11-20T23:59:59Z', of('in')),
      row('2026-11-19T23:59:59Z', of('early')),
    ];
    const { rows: found, asked } = await told({ '/my-gw/logs 1': list(rows, 500) }, 'session', 'my-gw');
    expect(found.map(({ name }) => name)).toEqual(['in']);
    expect(asked).toHaveLength(1);
  });

  it('stands in by day where the token may not read analytics, and where both refuse, analytics’ permission is named', async () => {
    const { usage } = managementOf({ ...account, 'gateway-id': 'my-gw' });
    const question = usage?.(new Map(), { by: 'day', ...times })?.question;
    const denied = { data: null, errors: [{ message: 'not authorized for that account' }] };
    const second = question?.read(200, denied);
    const next = second !== undefined && 'value' in second ? second.value.next : undefined;
    expect(next?.url).toMatch(/\/my-gw\/logs\?/);
    expect(next?.read(200, list([row('2026-11-20T12:00:00Z')]))).toMatchObject({
      value: { items: [{ name: '2026-11-20', requests: 1, usd: 0.5 }] },
    });
    for (const refusal of [next?.read(200, list([])), next?.read(403, { success: false })]) {
      expect(refusal).toMatchObject({
        refused: { code: 'credential', message: expect.stringContaining('Account Analytics: Read') as string },
      });
    }
    expect(question?.read(200, { errors: [{ message: 'query too large' }] })).toMatchObject({
      refused: { code: 'gateway' },
    });
  });

  it('is not asked by day and by model, which analytics tell of every account', () => {
    const { usage } = managementOf(account);
    for (const by of ['day', 'model'] as const) {
      expect(usage?.(new Map(), { by, ...times })?.question.url).toMatch(/graphql$/);
    }
    expect(usage?.(new Map(), { by: 'key', ...times })).toBeUndefined();
  });
});
