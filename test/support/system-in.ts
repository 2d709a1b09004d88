import process from 'node:process';
import { createSystem } from '../../src/system/index.ts';
import type { System } from '../../src/system/system.ts';

/** What Jetway takes the tests' machine for: Windows is Windows, all else Linux. */
export const testPlatform: NodeJS.Platform = process.platform === 'win32' ? 'win32' : 'linux';

/** The real system with another environment: that of a temporary home. */
export function systemIn(env: Readonly<Record<string, string>>, platform = testPlatform): System {
  const properties = { env: { value: { ...env } }, platform: { value: platform } };
  return createSystem({
    process: Object.create(process, properties) as NodeJS.Process,
    bin: '/opt/jetway/bin/jetway.js',
    assets: '/opt/jetway/dist',
    version: '1.2.3',
  });
}
