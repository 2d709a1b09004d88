import { whoWins } from './worlds/court.ts';
import { kiloWorlds } from './worlds/kilo.ts';
import { opencodeWorlds } from './worlds/opencode.ts';
import { qwenWorlds } from './worlds/qwen.ts';

whoWins([
  ...kiloWorlds.map((world) => ({ ...world, agent: 'kilo' as const })),
  ...opencodeWorlds.map((world) => ({ ...world, agent: 'opencode' as const })),
  ...qwenWorlds.map((world) => ({ ...world, agent: 'qwen' as const })),
]);
