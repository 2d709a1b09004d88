import { Failure } from '../../failure.ts';
import { type SharedCheck } from '../check.ts';
import { fail, pass, warn } from '../outcome.ts';

/** Only a write tells a locked keyring from an empty one, so the facts write, read and remove an item of their own. */
export const keyring: SharedCheck = {
  id: 'keyring',
  title: 'Keyring',
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    try {
      const { place, milliseconds } = await facts.keyring();
      return pass(`${place} keeps what is stored there`, [{ place, milliseconds }]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const needed = (await facts.keySource()) === 'keyring';
      return needed ? fail('credential', error.message, error.hint) : warn(error.message, error.hint);
    }
  },
};
