/**
 * Milliseconds that an agent is to wait for the command that prints its key, `jetway token`. That ends itself before: on macOS
 * the Keychain's window stays for 30 s (`system/watchdog.ts`), and an agent that gives up meanwhile goes on without a key.
 */
export const keyPatience = 35_000;
