import { scenarios } from './scenarios/index.ts';
import { whoWins } from './scenarios/referee.ts';

whoWins(scenarios.filter((_one, index) => index % 3 === 2));
