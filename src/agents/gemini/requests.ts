import { protocols } from '../../protocols.ts';
import type { AgentRequest, Feature, Target } from '../agent.ts';

/** As Gemini CLI 0.61.0 makes them, launched by Jetway. It asks one model for everything. */
export function requests({ main }: Target): readonly AgentRequest[] {
  const { model, about } = main;
  const budget = about.reasoning === false ? 128 : 512;
  return [
    {
      role: 'main',
      endpoint: main,
      path: protocols.gemini.requestPath(model),
      headers: { 'content-type': 'application/json' },
      body: {
        contents: [{ role: 'user', parts: [{ text: 'Use the tool run_shell_command once to list the files: ls' }] }],
      },
      features: [...common(budget), thinkingFor(model)],
      budget,
    },
  ];
}

function common(budget: number): readonly Feature[] {
  return [
    {
      id: 'output-limit',
      name: 'maxOutputTokens',
      body: { generationConfig: { maxOutputTokens: budget } },
      words: /max_?output_?tokens/i,
      ours: true,
    },
    {
      id: 'system-instruction',
      name: 'systemInstruction',
      body: { systemInstruction: { role: 'user', parts: [{ text: 'Be brief.' }] } },
      words: /system_?instruction/i,
    },
    {
      id: 'sampling',
      name: 'temperature, topP and topK',
      body: { generationConfig: { temperature: 1, topP: 0.95, topK: 64 } },
      words: /top_?[kp]\b|temperature/i,
    },
    {
      id: 'tools',
      name: 'tools',
      body: {
        tools: [
          {
            functionDeclarations: [
              {
                name: 'run_shell_command',
                description: 'Runs a command.',
                parametersJsonSchema: {
                  type: 'object',
                  properties: { command: { type: 'string' } },
                  required: ['command'],
                },
              },
            ],
          },
        ],
      },
      words: /\btools?\b|function_?declarations?|parameters_?json_?schema|\bfunctions?\b/i,
    },
  ];
}

/** The CLI knows these of the vendor's by their ids, and says more for them (0.61.0, driven). */
function thinkingFor(model: string): Feature {
  const amount = /^gemini-2\.5-(pro|flash|flash-lite)$/.test(model)
    ? { thinkingBudget: 8192 }
    : /^(gemini-3(\.\d)?-(pro-preview|flash|flash-preview|flash-lite|flash-lite-preview)|gemma-4-(31b|26b-a4b)-it)$/.test(
          model,
        )
      ? { thinkingLevel: 'HIGH' }
      : {};
  return {
    id: 'thinking',
    name: 'thinkingConfig',
    body: { generationConfig: { thinkingConfig: { includeThoughts: true, ...amount } } },
    words: /thinking_?(?:config|budget|level)|include_?thoughts|\bthinking\b/i,
  };
}
