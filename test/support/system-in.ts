import process from 'node:process';
import { createSystem } from '../../src/system/index.ts';
import type { System } from '../../src/system/system.ts';

/** The real system with another environment: that of a temporary home. */
export function systemIn(env: Readonly<Record<string, string>>, platform: NodeJS.Platform = 'linux'): System {
  const properties = { env: { value: { ...env } }, platform: { value: platform } };
  return createSystem({
    process: Object.create(process, properties) as NodeJS.Process,
    bin: '/opt/jetway/bin/jetway.js',
    assets: '/opt/jetway/dist',
    version: '1.2.3',
  });
}
