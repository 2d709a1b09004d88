import process from 'node:process';
import { configureGlobal } from 'fast-check';

/**
 * fast-check takes the same inputs in every run: what is green stays green until the code changes. Another number in
 * JETWAY_TEST_SEED tries others.
 */
configureGlobal({ seed: Number(process.env['JETWAY_TEST_SEED'] ?? 20_261_129) });
