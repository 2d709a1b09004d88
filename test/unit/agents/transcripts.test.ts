import { describe, expect, it } from 'vitest';
import type { AgentTranscripts } from '../../../src/agents/agent-transcripts.ts';
import { transcripts as cline } from '../../../src/agents/cline/transcripts.ts';
import { transcripts as copilot } from '../../../src/agents/copilot/transcripts.ts';
import { transcripts as droid } from '../../../src/agents/droid/transcripts.ts';
import { transcripts as gemini } from '../../../src/agents/gemini/transcripts.ts';
import { transcripts as pi } from '../../../src/agents/pi/transcripts.ts';
import { transcripts as qwen } from '../../../src/agents/qwen/transcripts.ts';
import type { Host } from '../../../src/host.ts';

// Rows as each of them wrote them, shortened.
const folder = '/home/me/my.docs';
const since = Date.parse('2026-11-30T03:00:00Z');
const session = { session: 'x', folder, folderSha256: 'aa11', since, until: since + 3_600_000 };
const path = '/chats/parent/own.jsonl';
const timestamp = '2026-11-30T03:26:37.696Z';
const earlier = '2026-11-30T02:59:59.000Z';
const lines = (...rows: readonly object[]): readonly string[] => rows.map((row) => JSON.stringify(row));

const piRow = (message: object = {}, more: object = {}): object => ({
  ...{ type: 'message', id: '745daa44', timestamp, ...more },
  message: {
    ...{ role: 'assistant', provider: 'jetway', model: 'demo/gpt-5.5', responseId: 'resp_1' },
    usage: { input: 1376, output: 19, cacheRead: 400, cacheWrite: 24, reasoning: 5, totalTokens: 1819 },
    ...message,
  },
});
const piFirst = { type: 'session', version: 3, id: 's', cwd: folder };

const qwenRow = (event: object = {}, more: object = {}): object => ({
  ...{ uuid: 'u1', timestamp, type: 'system', cwd: folder, subtype: 'ui_telemetry', ...more },
  systemPayload: {
    uiEvent: {
      ...{
        'event.name': 'qwen-code.api_response',
        response_id: 'r1',
        model: 'demo/gpt-5.5',
        input_token_count: 15_580,
      },
      ...{
        output_token_count: 19,
        cached_content_token_count: 500,
        thoughts_token_count: 7,
        total_token_count: 15_599,
      },
      ...event,
    },
  },
});

const copilotRow = (usage: object = {}, more: object = {}): object => ({
  ...{ type: 'session.usage_record', id: 'be70', timestamp, ...more },
  data: {
    usage: {
      ...{ model: 'demo/gpt-5.5', inputTokens: 13_234, outputTokens: 35, cacheReadTokens: 9, cacheWriteTokens: 1 },
      ...{ reasoningTokens: 4, isByok: true, accounting: { usageId: 'resp_1' } },
      ...usage,
    },
  },
});
const copilotFirst = (cwd = folder): object => ({ type: 'session.start', data: { context: { cwd } } });

const geminiRow = (tokens: object = {}, more: object = {}): object => ({
  ...{ id: 'f9dc', timestamp, type: 'gemini', content: 'hello', model: 'demo/gemini-2.5-pro' },
  tokens: { input: 10_091, output: 19, cached: 80, thoughts: 6, tool: 9, total: 10_125, ...tokens },
  ...more,
});
const geminiFirst = (projectHash = 'aa11', more: object = {}): object => ({
  ...{ sessionId: 's', projectHash, kind: 'main', startTime: '2026-11-30T03:00:05.000Z' },
  ...more,
});

const nothing = (): undefined => undefined;
const read = (transcripts: AgentTranscripts, ...rows: readonly object[]) =>
  transcripts.read(lines(...rows), session, path, nothing).map(({ id, model, usage }) => ({ id, model, ...usage }));

describe('what is read of an answer', () => {
  it('is for each agent all of the prompt, with its cache, and all of the answer, with its thoughts', () => {
    expect(read(pi, piFirst, { type: 'message', message: { role: 'user' } }, piRow())).toEqual([
      { id: 'resp_1', model: 'demo/gpt-5.5', input: 1800, cached: 400, cacheWritten: 24, output: 19, reasoning: 5 },
    ]);
    expect(read(qwen, qwenRow())).toEqual([
      { id: 'r1', model: 'demo/gpt-5.5', input: 15_580, cached: 500, output: 19, reasoning: 7 },
    ]);
    // Gemini's thoughts stand beside the output, and in the total.
    expect(read(qwen, qwenRow({ total_token_count: 15_606 }))).toMatchObject([{ output: 26 }]);
    expect(read(copilot, copilotFirst(), copilotRow())).toEqual([
      { id: 'resp_1', model: 'demo/gpt-5.5', input: 13_234, cached: 9, cacheWritten: 1, output: 35, reasoning: 4 },
    ]);
    expect(read(gemini, geminiFirst(), geminiRow())).toEqual([
      { id: 'f9dc', model: 'demo/gemini-2.5-pro', input: 10_100, cached: 80, output: 25, reasoning: 6 },
    ]);
  });
});

it('an answer has its agent’s own session where no row tells whose that is', () => {
  const whose = (transcripts: AgentTranscripts, ...rows: readonly object[]) =>
    transcripts.read(lines(...rows), session, path, nothing).map(({ own, below }) => [own, below]);
  expect(whose(qwen, qwenRow())).toEqual([['own', undefined]]);
  expect(whose(gemini, geminiFirst(), geminiRow())).toEqual([['s', undefined]]);
  expect(whose(gemini, geminiFirst('aa11', { kind: 'subagent' }), geminiRow())).toEqual([['parent', true]]);
  expect(whose(pi, piFirst, piRow())).toEqual([[undefined, undefined]]);
});

describe('nothing is read', () => {
  it.each([
    ['of what came before the session, as in one that is continued', pi, [piFirst, piRow({}, { timestamp: earlier })]],
    ['of what came before the session, as in one that is continued', qwen, [qwenRow({}, { timestamp: earlier })]],
    [
      'of what came before the session, as in one that is continued',
      copilot,
      [copilotFirst(), copilotRow({}, { timestamp: earlier })],
    ],
    [
      'of what came before the session, as in one that is continued',
      gemini,
      [geminiFirst(), geminiRow({}, { timestamp: earlier })],
    ],
    [
      'of a session that was there before, which may be a plain one',
      gemini,
      [geminiFirst('aa11', { startTime: earlier }), geminiRow()],
    ],
    [
      'of a session that began later, which may be a plain one',
      gemini,
      [geminiFirst('aa11', { startTime: '2026-11-30T03:05:00.000Z' }), geminiRow()],
    ],
    [
      'of a session that was there before, which may be a plain one',
      qwen,
      [{ type: 'user', timestamp: earlier }, qwenRow()],
    ],
    ['of another provider', pi, [piFirst, piRow({ provider: 'openai' })]],
    ['of an answer without figures', pi, [piFirst, piRow({ usage: { input: 0, output: 0, totalTokens: 0 } })]],
    ['of GitHub’s own models', copilot, [copilotFirst(), copilotRow({ isByok: false })]],
    ['of another folder', copilot, [copilotFirst('/elsewhere'), copilotRow()]],
    ['of another folder', qwen, [qwenRow({}, { cwd: '/elsewhere' })]],
    ['of another folder', gemini, [geminiFirst('bb22'), geminiRow()]],
    ['of an answer without figures', gemini, [geminiFirst(), { ...geminiRow(), tokens: null }]],
    ['of a call of a tool', qwen, [qwenRow({ 'event.name': 'qwen-code.tool_call' })]],
  ] as const)('%s', (_what, transcripts, rows) => {
    expect(transcripts.read(lines(...rows), session, path, nothing)).toEqual([]);
  });

  it.each([[pi], [qwen], [copilot], [gemini], [droid]])('of what is no row', (transcripts) => {
    const broken = ['', '{', '[]', 'null', '"usage" "tokens" "session.usage_record" "qwen-code.api_response"'];
    for (const line of broken) expect(transcripts.read([line, line], session, path, nothing)).toEqual([]);
  });
});

describe('Cline’s record of a session', () => {
  const place = '/c/sessions/1796_q2f';
  const began = { cwd: folder, started_at: '2026-11-30T03:00:05.000Z' };
  const answer = (more: object = {}): object => ({
    ...{
      id: 'msg_G',
      role: 'assistant',
      ts: Date.parse(timestamp),
      modelInfo: { id: 'demo/m', provider: 'anthropic' },
    },
    metrics: { inputTokens: 1081, outputTokens: 321, cacheReadTokens: 1000, cacheWriteTokens: 11 },
    ...more,
  });
  const reading = (messages: unknown, about: object = began, file = '1796_q2f.messages.json') => {
    const files = new Map([
      [`${place}/1796_q2f.json`, JSON.stringify(about)],
      [`${place}/${file}`, JSON.stringify({ sessionId: 'x', messages })],
    ]);
    return cline.read([], session, `${place}/${file}`, (name) => files.get(name));
  };

  it('tells of each answer, with all of the prompt', () => {
    expect(reading([{ id: 'u', role: 'user', ts: Date.parse(timestamp) }, answer()])).toEqual([
      {
        ...{ id: 'msg_G', at: timestamp, model: 'demo/m', own: '1796_q2f' },
        usage: { input: 1081, cached: 1000, cacheWritten: 11, output: 321 },
      },
    ]);
  });

  it('has those of subagents beside it', () => {
    expect(reading([answer()], began, 'agent_1_c.messages.json')).toMatchObject([{ own: '1796_q2f', below: true }]);
  });

  it.each([
    ['another folder', [answer()], { ...began, cwd: '/elsewhere' }],
    ['one that was there before, which may be a plain one', [answer()], { ...began, started_at: earlier }],
    ['one of which the beginning is not known', [answer()], { cwd: folder }],
    ['an answer that was broken off', [answer({ metrics: undefined })], began],
    ['what went on later', [answer({ ts: since + 9_000_000 })], began],
    ['an answer without a time', [answer({ ts: undefined })], began],
    ['an answer without a model', [answer({ modelInfo: undefined })], began],
    ['what is no list', 'messages', began],
  ] as const)('gives nothing of %s', (_what, messages, about) => {
    expect(reading(messages, about)).toEqual([]);
  });

  it('gives nothing of a file that can’t be had, or is another', () => {
    expect(cline.read([], session, `${place}/1796_q2f.messages.json`, nothing)).toEqual([]);
    expect(reading([answer()], began, 'other.json')).toEqual([]);
  });
});

describe('Droid’s record of a session', () => {
  const first = { type: 'session_start', id: 'own', cwd: folder };
  const answer = (more: object = {}, row: object = {}): object => ({
    ...{ type: 'message', id: 'a', timestamp, ...row },
    message: { role: 'assistant', modelId: 'custom:demo/m', ...more },
  });
  const tokenUsage = { inputTokens: 70, outputTokens: 321, cacheCreationTokens: 11, cacheReadTokens: 1000 };
  const sums = JSON.stringify({ tokenUsage: { ...tokenUsage, thinkingTokens: 5, factoryCredits: 0 } });
  const reading = (...rows: readonly object[]) =>
    droid.read(lines(...rows), session, path, (name) =>
      name === '/chats/parent/own.settings.json' ? sums : undefined,
    );
  const usage = { input: 1081, cached: 1000, cacheWritten: 11, output: 321, reasoning: 5 };

  it('is a sum, of as many answers as there are, at the time of the last', () => {
    const question = { type: 'message', timestamp, message: { role: 'user', content: [] } };
    const later = '2026-11-30T03:30:00.000Z';
    expect(
      reading(first, question, answer(), answer({}, { timestamp: later }), { type: 'agent_turn_outcome' }),
    ).toEqual([{ id: 'own', at: later, model: 'demo/m', requests: 2, usage, own: 'own' }]);
  });

  it('names each model of several', () => {
    expect(reading(first, answer(), answer({ modelId: 'custom:demo/n' }))).toMatchObject([{ model: 'demo/m, demo/n' }]);
  });

  it('names the session that called a subagent', () => {
    const called = { ...first, callingSessionId: 'parent' };
    expect(reading(called, answer())).toMatchObject([{ own: 'parent', below: true, id: 'own' }]);
  });

  it.each([
    ['another folder', [{ ...first, cwd: '/elsewhere' }, answer()]],
    ['one that was there before', [first, answer({}, { timestamp: earlier }), answer()]],
    ['one that went on later', [first, answer(), answer({}, { timestamp: '2026-11-30T05:00:00.000Z' })]],
    ['Factory’s own models', [first, answer(), answer({ modelId: 'claude-opus-4-8' })]],
    ['one in which nothing was answered', [first]],
    ['a file without a beginning', [answer()]],
  ] as const)('gives nothing of %s', (_what, rows) => {
    expect(reading(...rows)).toEqual([]);
  });

  it('tells how many answers there were where there is no sum', () => {
    expect(droid.read(lines(first, answer()), session, path, nothing)).toMatchObject([{ requests: 1, usage: {} }]);
  });
});

it.each([
  [qwen, '/home/me/.qwen/projects/-home-me-my-docs/chats/x.jsonl'],
  [copilot, '/home/me/.copilot/session-state/x/events.jsonl'],
])('the record of a session that has Jetway’s id is looked for by that alone: %#', (transcripts, file) => {
  const host = { home: '/home/me', cwd: folder, platform: 'linux', env: {} } as unknown as Host;
  expect(transcripts.files({ ...session, pinned: true }, host)).toEqual([file]);
});

describe('where the records lie', () => {
  const host = { home: '/home/me', cwd: folder, platform: 'linux', env: {} } as unknown as Host;
  it.each([
    [pi, {}, ['/home/me/.pi/agent/sessions/--home-me-my.docs--/*.jsonl']],
    [pi, { PI_CODING_AGENT_DIR: '/pi' }, ['/pi/sessions/--home-me-my.docs--/*.jsonl']],
    [qwen, {}, ['/home/me/.qwen/projects/-home-me-my-docs/chats/*.jsonl']],
    [qwen, { QWEN_RUNTIME_DIR: '/q' }, ['/q/projects/-home-me-my-docs/chats/*.jsonl']],
    [copilot, { COPILOT_HOME: '/c' }, ['/c/session-state/*/events.jsonl']],
    [cline, {}, ['/home/me/.cline/data/sessions/*/*.json']],
    [cline, { CLINE_DIR: '/c' }, ['/c/data/sessions/*/*.json']],
    [cline, { CLINE_DATA_DIR: '/d', CLINE_DIR: '/c' }, ['/d/sessions/*/*.json']],
    [cline, { CLINE_SESSION_DATA_DIR: 'mine' }, ['/home/me/my.docs/mine/*/*.json']],
    [droid, {}, ['/home/me/.factory/sessions/*/*.jsonl']],
    [droid, { FACTORY_HOME_OVERRIDE: '/f' }, ['/f/.factory/sessions/*/*.jsonl']],
    [
      gemini,
      {},
      [
        '/home/me/.gemini/tmp/*/chats/*.jsonl',
        '/home/me/.gemini/tmp/*/chats/*/*.jsonl',
        '/home/me/.cache/jetway/agents/*/.gemini/tmp/*/chats/*.jsonl',
        '/home/me/.cache/jetway/agents/*/.gemini/tmp/*/chats/*/*.jsonl',
      ],
    ],
  ] as const)('%#', (transcripts, env, paths) => {
    expect(transcripts.files(session, { ...host, env })).toEqual(paths);
  });
});
