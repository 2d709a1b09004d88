import { claudeScenarios } from './claude.ts';
import { clineScenarios } from './cline.ts';
import { cnScenarios } from './cn.ts';
import { codexScenarios } from './codex.ts';
import { copilotScenarios } from './copilot.ts';
import { crushScenarios } from './crush.ts';
import { droidScenarios } from './droid.ts';
import { geminiScenarios } from './gemini.ts';
import { gooseScenarios } from './goose.ts';
import { grokScenarios } from './grok.ts';
import { kiloScenarios } from './kilo.ts';
import { openclawScenarios } from './openclaw.ts';
import { kimiScenarios } from './kimi.ts';
import { opencodeScenarios } from './opencode.ts';
import { piScenarios } from './pi.ts';
import { qwenScenarios } from './qwen.ts';
import type { Scenario } from './scenario.ts';
import { vibeScenarios } from './vibe.ts';

const byAgent: Readonly<Record<string, readonly Omit<Scenario, 'agent'>[]>> = {
  opencode: opencodeScenarios,
  kilo: kiloScenarios,
  claude: claudeScenarios,
  cline: clineScenarios,
  cn: cnScenarios,
  codex: codexScenarios,
  copilot: copilotScenarios,
  crush: crushScenarios,
  droid: droidScenarios,
  gemini: geminiScenarios,
  goose: gooseScenarios,
  openclaw: openclawScenarios,
  grok: grokScenarios,
  kimi: kimiScenarios,
  pi: piScenarios,
  qwen: qwenScenarios,
  vibe: vibeScenarios,
};

/** Who wins, for each agent: the unit tests hold what the doctor says to it, the end-to-end tests what the programs do. */
export const scenarios: readonly Scenario[] = Object.entries(byAgent).flatMap(([agent, all]) =>
  all.map((scenario) => ({ ...scenario, agent })),
);
