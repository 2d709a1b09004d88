import { clineWorlds } from './scenarios/cline.ts';
import { copilotWorlds } from './scenarios/copilot.ts';
import { whoWins } from './scenarios/referee.ts';
import { droidWorlds } from './scenarios/droid.ts';
import { gooseWorlds } from './scenarios/goose.ts';
import { piWorlds } from './scenarios/pi.ts';

whoWins([
  ...clineWorlds.map((world) => ({ ...world, agent: 'cline' as const })),
  ...copilotWorlds.map((world) => ({ ...world, agent: 'copilot' as const })),
  ...droidWorlds.map((world) => ({ ...world, agent: 'droid' as const })),
  ...gooseWorlds.map((world) => ({ ...world, agent: 'goose' as const })),
  ...piWorlds.map((world) => ({ ...world, agent: 'pi' as const })),
]);
