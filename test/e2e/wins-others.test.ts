import { clineWorlds } from './worlds/cline.ts';
import { whoWins } from './worlds/court.ts';
import { droidWorlds } from './worlds/droid.ts';
import { gooseWorlds } from './worlds/goose.ts';
import { kiloWorlds } from './worlds/kilo.ts';
import { opencodeWorlds } from './worlds/opencode.ts';
import { piWorlds } from './worlds/pi.ts';

whoWins([
  ...clineWorlds.map((world) => ({ ...world, agent: 'cline' as const })),
  ...droidWorlds.map((world) => ({ ...world, agent: 'droid' as const })),
  ...gooseWorlds.map((world) => ({ ...world, agent: 'goose' as const })),
  ...kiloWorlds.map((world) => ({ ...world, agent: 'kilo' as const })),
  ...opencodeWorlds.map((world) => ({ ...world, agent: 'opencode' as const })),
  ...piWorlds.map((world) => ({ ...world, agent: 'pi' as const })),
]);
