import { folders, variable } from '../../host.ts';
import type { System } from '../../system/system.ts';
import { fetchedPath, forget, headOf } from './data.ts';
import { readModelsDev } from './models-dev.ts';

const address = 'https://models.dev/api.json';

/** Milliseconds. */
const day = 24 * 60 * 60 * 1000;
const timeoutMs = 3000;

/** See `refreshModelData`. A try that failed counts too. `JETWAY_MODEL_DATA_URL`: another address; empty or `off` for none. */
export async function refresh(system: System, offline: boolean): Promise<boolean> {
  const url = addressOf(system);
  if (offline || url === undefined || isOffline(system) || wasTried(system)) return false;
  system.files.writeCache(triedPath(system), `${system.now()}\n`);
  try {
    const { status, json } = await system.http.send({ url, headers: {}, keys: new Map(), timeoutMs });
    const models = status === 200 ? readModelsDev(json) : {};
    if (Object.keys(models).length === 0) return false;
    const date = new Date(system.now()).toISOString().slice(0, 10);
    system.files.writeCache(fetchedPath(system), `${headOf(date)}"models":${JSON.stringify(models)}}`);
    forget(system);
    return true;
  } catch {
    // Newer data are welcome, and no more than that.
    return false;
  }
}

function addressOf({ host }: System): string | undefined {
  const text = variable(host.env, 'JETWAY_MODEL_DATA_URL', host.platform) ?? address;
  return text === '' || text === 'off' ? undefined : text;
}

function isOffline({ host }: System): boolean {
  const value = variable(host.env, 'JETWAY_OFFLINE', host.platform) ?? '';
  return ['1', 'true', 'yes'].includes(value.toLowerCase());
}

/** Within a day; a time that is still to come was written under another clock. */
function wasTried(system: System): boolean {
  try {
    const since = system.now() - Number(system.files.read(triedPath(system)) ?? Number.NaN);
    return since >= 0 && since < day;
  } catch {
    return false;
  }
}

function triedPath(system: System): string {
  return `${folders(system.host).cache}/models-tried`;
}
