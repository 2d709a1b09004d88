import type { Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';
import { gemini } from '../../protocols/gemini/features.ts';
import { budgetFor, commandTool, requestOf, tools } from '../../protocols/turn.ts';

/** As Gemini CLI 0.61.0 makes them, launched by Jetway. It asks one model for everything. */
export function requests({ main }: Target): readonly AgentRequest[] {
  const budget = budgetFor(main.about.reasoning !== false);
  const text = 'Use the tool run_shell_command once to list the files: ls';
  const features: readonly Feature[] = [
    {
      id: 'output-limit',
      name: 'maxOutputTokens',
      body: { generationConfig: { maxOutputTokens: budget } },
      words: /max_?output_?tokens/i,
      ours: true,
    },
    gemini.systemInstruction,
    gemini.sampling,
    tools({ tools: [gemini.tool(commandTool('run_shell_command'))] }),
    gemini.thinking(amountFor(main.model)),
  ];
  return [requestOf(main, 'main', { body: { contents: [{ role: 'user', parts: [{ text }] }] }, features, budget })];
}

/** The CLI knows these of the vendor's by their ids, and says more for them (0.61.0, driven). */
function amountFor(model: string): { readonly thinkingBudget?: number; readonly thinkingLevel?: string } {
  if (/^gemini-2\.5-(pro|flash|flash-lite)$/.test(model)) return { thinkingBudget: 8192 };
  const isKnown =
    /^(gemini-3(\.\d)?-(pro-preview|flash|flash-preview|flash-lite|flash-lite-preview)|gemma-4-(31b|26b-a4b)-it)$/.test(
      model,
    );
  return isKnown ? { thinkingLevel: 'HIGH' } : {};
}
