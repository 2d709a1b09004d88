import { describe, expect, it } from 'vitest';
import { agents } from '../../../src/agents/index.ts';
import { saidIn } from '../../../src/protocols/said.ts';

const user = (text: string): object => ({ role: 'user', content: [{ type: 'input_text', text }] });
const developer = (text: string): object => ({ role: 'developer', content: [{ type: 'input_text', text }] });
const mode = (name: string): object =>
  developer(
    `<collaboration_mode># ${name}\n\nmode changes with a different \`<collaboration_mode>...\`</collaboration_mode>`,
  );
const result = (text: string): object => ({ type: 'function_call_output', call_id: 'c1', output: text });
const declared = (...names: readonly string[]): object => ({
  tools: [{ functionDeclarations: names.map((name) => ({ name })) }],
});
const reminder = (text: string): string => `<system-reminder>\n${text}\n</system-reminder>`;
const quoted = '<collaboration_mode># Plan Mode, Plan mode is active., [[PLAN]] x, <user_input mode="plan">';

/** What the real programs send, shortened, in and out of plan mode. */
const cases: readonly (readonly [string, string, boolean, object])[] = [
  ['codex', 'begins', true, { input: [developer('rules'), mode('Plan Mode (Conversational)'), user('hi')] }],
  ['codex', 'has none', false, { input: [developer('rules'), mode('Collaboration Mode: Default'), user('hi')] }],
  [
    'codex',
    'ended it',
    false,
    { input: [mode('Plan Mode (Conversational)'), user('hi'), mode('Collaboration Mode: Default'), user('go')] },
  ],
  ['codex', 'reads of it', false, { input: [mode('Collaboration Mode: Default'), user(quoted), result(quoted)] }],
  ['gemini', 'is in it', true, declared('read_file', 'exit_plan_mode')],
  ['gemini', 'may enter it', false, declared('read_file', 'enter_plan_mode')],
  [
    'gemini',
    'left it, by a call that it remembers',
    false,
    { ...declared('enter_plan_mode'), contents: [{ parts: [{ functionCall: { name: 'exit_plan_mode' } }] }] },
  ],
  ['qwen', 'is in it', true, { messages: [{ role: 'user', content: reminder('Plan mode is active. The user') }] }],
  [
    'qwen',
    'left it',
    false,
    {
      messages: [
        { role: 'user', content: reminder('Plan mode is active. The user') },
        { role: 'assistant', content: 'the plan' },
        { role: 'user', content: [{ type: 'text', text: reminder('Plan mode is no longer active. This notice') }] },
      ],
    },
  ],
  ['qwen', 'reads of it', false, { messages: [{ role: 'tool', content: reminder('Plan mode is active. The user') }] }],
  [
    'copilot',
    'is in it, behind its tools',
    true,
    {
      input: [
        user('<plan_mode>rules</plan_mode>\n\n[[PLAN]] say hello'),
        { role: 'assistant', content: 'x' },
        result(''),
      ],
    },
  ],
  ['copilot', 'was in it', false, { input: [user('[[PLAN]] one'), { role: 'assistant', content: 'x' }, user('two')] }],
  ['copilot', 'speaks of it', false, { input: [user('what does "[[PLAN]] " mean?')] }],
  [
    'cline',
    'began in it',
    true,
    { instructions: 'You are.\n# Plan Mode\n\nYou are in Plan mode.', input: [user('hi')] },
  ],
  ['cline', 'began out of it', false, { system: [{ type: 'text', text: 'You are.\n# Plan / Act Modes\n' }] }],
  [
    'cline',
    'left it',
    false,
    {
      messages: [
        { role: 'system', content: '# Plan Mode\n' },
        { role: 'user', content: '<user_input mode="plan">one</user_input>' },
        { role: 'user', content: '<user_input mode="act">two</user_input>' },
      ],
    },
  ],
];

describe('a request tells of plan mode', () => {
  it.each(cases)('%s: a session that %s: %s', async (id, _what, expected, body) => {
    const planMode = agents.find((agent) => agent.id === id)?.planMode;
    if (typeof planMode !== 'function') throw new Error(`${id} has no signs of plan mode.`);
    expect((await planMode())(saidIn(body))).toBe(expected);
  });

  it('whatever the body is, without an error', async () => {
    const bodies = [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { messages: 7, input: {}, tools: [null, { functionDeclarations: 1 }] },
    ];
    for (const { planMode } of agents) {
      if (typeof planMode !== 'function') continue;
      const isPlanning = await planMode();
      expect(bodies.map((body) => isPlanning(saidIn(body)))).toEqual(bodies.map(() => false));
    }
  });
});
