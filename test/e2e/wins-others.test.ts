import { clineWorlds } from './worlds/cline.ts';
import { copilotWorlds } from './worlds/copilot.ts';
import { whoWins } from './worlds/court.ts';
import { droidWorlds } from './worlds/droid.ts';
import { gooseWorlds } from './worlds/goose.ts';
import { piWorlds } from './worlds/pi.ts';

whoWins([
  ...clineWorlds.map((world) => ({ ...world, agent: 'cline' as const })),
  ...copilotWorlds.map((world) => ({ ...world, agent: 'copilot' as const })),
  ...droidWorlds.map((world) => ({ ...world, agent: 'droid' as const })),
  ...gooseWorlds.map((world) => ({ ...world, agent: 'goose' as const })),
  ...piWorlds.map((world) => ({ ...world, agent: 'pi' as const })),
]);
