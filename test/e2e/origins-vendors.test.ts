import { claudeWorlds } from './scenarios/claude.ts';
import { codexWorlds } from './scenarios/codex.ts';
import { whoWins } from './scenarios/referee.ts';
import { geminiWorlds } from './scenarios/gemini.ts';

whoWins([
  ...claudeWorlds.map((world) => ({ ...world, agent: 'claude' as const })),
  ...codexWorlds.map((world) => ({ ...world, agent: 'codex' as const })),
  ...geminiWorlds.map((world) => ({ ...world, agent: 'gemini' as const })),
]);
