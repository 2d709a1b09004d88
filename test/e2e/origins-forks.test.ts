import { whoWins } from './scenarios/referee.ts';
import { kiloWorlds } from './scenarios/kilo.ts';
import { opencodeWorlds } from './scenarios/opencode.ts';
import { qwenWorlds } from './scenarios/qwen.ts';

whoWins([
  ...kiloWorlds.map((world) => ({ ...world, agent: 'kilo' as const })),
  ...opencodeWorlds.map((world) => ({ ...world, agent: 'opencode' as const })),
  ...qwenWorlds.map((world) => ({ ...world, agent: 'qwen' as const })),
]);
