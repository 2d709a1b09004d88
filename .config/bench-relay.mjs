// Shows what a relay adds to a request, beside its floor and its peers: one round sends the same request directly, through
// the relay, translated, through a proxy of node:http alone (the floor of whatever is written for Node), one that reads and
// writes all JSON beside (the floor of a translation), Go's reverse proxy, @musistudio/llms and LiteLLM; the differences to direct are taken inside the round. Each round has an order of its
// own: what a proxy does after its answer is paid by whoever comes next.
//
//   npm run bench -- relay [--rounds <n>] [--only first|events|bulk|memory]
//
// Linux. What can't be had of Go, npm and PyPI is named and left out.
import { Agent, request } from 'node:http';
import { processor, resident, startFloors, startPeers, startRelay, startUpstream, stopAll } from './bench-ways.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: 128 });

/** `rounds`: of the short request. `only`: a word of what is measured; '' for all. */
export async function benchRelay(rounds, only) {
  const wanted = (word) => word.includes(only);
  try {
    const upstream = await startUpstream();
    const ways = [
      { name: 'direct', origin: `http://127.0.0.1:${upstream}`, token: '' },
      { name: 'relay', ...(await startRelay(upstream, 'openai-responses')) },
      { name: 'translated', ...(await startRelay(upstream, 'openai-chat')) },
    ];
    const floors = await startFloors(upstream);
    if (wanted('first')) await short([...ways, ...floors, ...(await startPeers(upstream))], rounds);
    const all = [...ways, ...floors];
    if (wanted('events')) {
      await paced(all, 1, 4);
      await paced(all, 64, 1);
    }
    if (wanted('bulk')) await bulk(all);
    if (wanted('memory')) await memory(upstream);
  } finally {
    await stopAll();
    agent.destroy();
  }
}

async function short(ways, rounds) {
  const times = ways.map(() => []);
  let spent = [];
  for (let round = -50; round < rounds; round += 1) {
    if (round === 0) spent = ways.map(({ pid }) => (pid === undefined ? 0 : processor(pid)));
    for (const index of shuffled(ways)) {
      const time = await ask(ways[index], 'twenty', 50_000, round);
      if (round >= 0) times[index].push(time);
    }
  }
  console.log(
    `\nA request of 50 kB, 20 events; ${rounds} rounds; milliseconds; added to direct: p50, p99; of the processor`,
  );
  const cpu = ways.map(({ pid }, index) => (pid === undefined ? 0 : (processor(pid) - spent[index]) / rounds));
  const added = (index, what) => times[index].map((time, round) => time[what] - times[0][round][what]);
  for (const [index, { name }] of ways.entries()) {
    const [first, whole] = ['first', 'whole'].map((what) =>
      index === 0 ? figure(median(times[0].map((time) => time[what]))) : spread(added(index, what)),
    );
    const more = index === 0 ? '' : `  processor ${figure(cpu[index])}`;
    console.log(`  ${name.padEnd(11)} first byte ${first}  whole ${whole}${more}`);
  }
  for (const [index, { name }] of ways.entries()) {
    if (name !== 'relay' && name !== 'translated') continue;
    const own = median(added(index, 'first'));
    const ratios = ways.flatMap((way, other) =>
      other > 2 ? [`${figure(own / median(added(other, 'first')))} of ${way.name}'s`] : [],
    );
    if (ratios.length > 0) console.log(`  ${name} adds ${ratios.join(', ')}`);
  }
}

/** `rounds` times as many streams at once. */
async function paced(ways, streams, rounds) {
  console.log(
    `\nFrom the gateway to the client, ${streams} at once, an event every 8 ms; p50, p99 in milliseconds; to direct's`,
  );
  let direct;
  for (const way of ways) {
    const delays = [];
    const seen = new Set();
    const listen = (text, now) => {
      // Some protocols repeat the whole text in the end.
      for (const [, sent] of text.matchAll(/@(\d+)@/g)) {
        if (!seen.has(sent)) delays.push(Number(now - BigInt(sent)) / 1e6);
        seen.add(sent);
      }
    };
    for (let round = 0; round < rounds; round += 1) {
      const salts = Array.from({ length: streams }, (_, index) => `${streams}-${round}-${index}`);
      await Promise.all(salts.map((salt) => ask(way, 'paced', 5000, salt, listen)));
    }
    const [half, most] = [quantile(delays, 0.5), quantile(delays, 0.99)];
    direct ??= { half, most };
    const beside = `+${figure(half - direct.half)}, ${figure(most / direct.most)} times`;
    console.log(`  ${way.name.padEnd(11)} ${figure(half)}, ${figure(most)}  ${beside}`);
  }
}

async function bulk(ways) {
  console.log('\n128 MiB in one stream; MB/s, best of five in turn');
  const some = ways.filter(({ name }) => name !== 'translated' && name !== 'JSON');
  const speeds = some.map(() => []);
  for (let round = 0; round < 5; round += 1) {
    for (const index of shuffled(some)) {
      const answer = await ask(some[index], 'bulk', 1000, round).catch(() => undefined);
      if (answer !== undefined) speeds[index].push(134_217.728 / answer.whole);
    }
  }
  for (const [index, { name }] of some.entries()) {
    const broken = 5 - speeds[index].length;
    // Go's now and then closes the connection that it reads from (1.26.8).
    const more = broken === 0 ? '' : `  ${broken} of 5 broke off`;
    console.log(`  ${name.padEnd(11)} ${Math.round(Math.max(0, ...speeds[index]))}${more}`);
  }
}

/** Each is a new one: what the streams before have left behind is not of these requests. Node's `http` shows what is Node's. */
async function memory(upstream) {
  console.log('\nResident memory as soon as it is open, and after 300, 1500 and 3000 requests of 90 kB in a row; MiB');
  const ways = [
    { name: 'relay', ...(await startRelay(upstream, 'openai-responses')) },
    { name: 'translated', ...(await startRelay(upstream, 'openai-chat')) },
    ...(await startFloors(upstream)),
  ];
  for (const way of ways) {
    const sizes = [resident(way.pid)];
    for (let index = 1; index <= 3000; index += 1) {
      await ask(way, 'twenty', 90_000, 10_000 + index);
      if (index === 300 || index === 1500 || index === 3000) sizes.push(resident(way.pid));
    }
    console.log(`  ${way.name.padEnd(11)} ${sizes.map((size) => size.toFixed(0)).join(', ')}`);
  }
}

/** One request; milliseconds to the first byte and to the end. `salt` makes each body another. */
function ask({ origin, token, path = '/v1/responses', model: named = (name) => name }, model, size, salt, hear) {
  const body = JSON.stringify({
    model: named(model),
    stream: true,
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: `${salt} ${'word '.repeat(size / 5)}` }] },
    ],
  });
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const since = () => Number(process.hrtime.bigint() - began) / 1e6;
    let first;
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    const outgoing = request(`${origin}${path}`, { method: 'POST', agent, headers }, (incoming) => {
      if (incoming.statusCode !== 200) reject(new Error(`${origin} answered ${incoming.statusCode}`));
      incoming.on('data', (chunk) => {
        first ??= since();
        hear?.(chunk.toString('latin1'), process.hrtime.bigint());
      });
      incoming.on('end', () => resolve({ first, whole: since() }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Indexes in an order of chance. */
function shuffled(list) {
  const keyed = list.map((_one, index) => ({ index, key: Math.random() }));
  return keyed.toSorted((one, other) => one.key - other.key).map(({ index }) => index);
}

function spread(numbers) {
  return `+${figure(quantile(numbers, 0.5))}, +${figure(quantile(numbers, 0.99))}`;
}

function median(numbers) {
  return quantile(numbers, 0.5);
}

function quantile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

function figure(number) {
  return number.toFixed(2);
}
