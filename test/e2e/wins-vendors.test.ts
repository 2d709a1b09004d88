import { claudeWorlds } from './worlds/claude.ts';
import { codexWorlds } from './worlds/codex.ts';
import { copilotWorlds } from './worlds/copilot.ts';
import { whoWins } from './worlds/court.ts';
import { geminiWorlds } from './worlds/gemini.ts';
import { qwenWorlds } from './worlds/qwen.ts';

whoWins([
  ...claudeWorlds.map((world) => ({ ...world, agent: 'claude' as const })),
  ...codexWorlds.map((world) => ({ ...world, agent: 'codex' as const })),
  ...geminiWorlds.map((world) => ({ ...world, agent: 'gemini' as const })),
  ...copilotWorlds.map((world) => ({ ...world, agent: 'copilot' as const })),
  ...qwenWorlds.map((world) => ({ ...world, agent: 'qwen' as const })),
]);
