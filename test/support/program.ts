import process from 'node:process';
import { run } from '../../src/main.ts';

// The whole of Jetway as a process, without the bin file: what happens to its streams is to be seen.
const paths = { bin: __filename, assets: '/opt/jetway/dist', version: '1.2.3', setFlag: () => undefined };
void run(process.argv.slice(2), paths, { json: false }).then((code) => {
  process.exitCode = code;
});
