import { describe } from 'vitest';
import { keepsCredentials } from '../support/credential-contract.ts';
import { temporaryHome } from '../support/home.ts';
import { memoryCredentials } from '../support/memory-credentials.ts';
import { systemIn } from '../support/system-in.ts';

describe('a store in memory', () => {
  keepsCredentials((test) => test(memoryCredentials()));
});

describe('the store in a file', () => {
  keepsCredentials(async (test) => {
    await using home = await temporaryHome();
    await test(systemIn(home.env).credentials('file'));
  });
});
