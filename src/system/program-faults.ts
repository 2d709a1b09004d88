import { basename } from 'node:path';
import type { Installation } from '../host.ts';
import type { Told } from './program-version.ts';
import type { Place } from './programs.ts';

type Fault = NonNullable<Installation['fault']>;

/** Of a program that did not answer `--version`. `suspect`: it may be a script that starts Jetway. */
export function faultOf(place: Place, told: Told, suspect: boolean): Fault {
  const { version, silent = '', likeJetway = false, absent = [], wantsNode } = told;
  if (absent.length > 0) return partless(place, version, absent);
  const message = `${place.path} does not answer --version: ${silent}.`;
  if (wantsNode !== undefined) {
    return { message: `${message} Its package wants Node ${wantsNode}.`, hint: 'Put such a Node first on PATH, then' };
  }
  return suspect || likeJetway ? endless(place) : { message };
}

/** Said of a script that is alone on PATH. */
export function endless({ path }: Place): Fault {
  return {
    message: `${path} is a script that starts Jetway again, and no other ${basename(path)} is on PATH.`,
    hint: `Put the folder of the real ${basename(path)} on PATH, or install it`,
  };
}

/** Said of a package without the one that holds its program. */
function partless({ path }: Place, version: string | undefined, absent: readonly string[]): Fault {
  const which = absent.length === 1 ? `${absent[0]} is not` : `none of ${absent.join(', ')} is`;
  return {
    message: `${path} (${version ?? 'of no version'}) has no program for this system: ${which} installed. The registry may not have that version of it.`,
    hint: 'Install one that is whole there',
  };
}
