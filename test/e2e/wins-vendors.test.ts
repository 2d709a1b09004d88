import { claudeWorlds } from './worlds/claude.ts';
import { codexWorlds } from './worlds/codex.ts';
import { whoWins } from './worlds/court.ts';
import { geminiWorlds } from './worlds/gemini.ts';

whoWins([
  ...claudeWorlds.map((world) => ({ ...world, agent: 'claude' as const })),
  ...codexWorlds.map((world) => ({ ...world, agent: 'codex' as const })),
  ...geminiWorlds.map((world) => ({ ...world, agent: 'gemini' as const })),
]);
