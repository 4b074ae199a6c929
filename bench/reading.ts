import { bytesPerEvent } from '../src/history/files/columns.js';
import { minimalHeader } from '../src/history/files/from-lines.js';
import { readHistory } from '../src/history/files/read.js';
import type { Recorder } from '../src/history/recorder.js';
import { parseLines, timed } from './parse-lines.js';
import { recorded } from './recorded.js';

/** What one round of reading and parsing gave. */
interface Round {
  reading: number;
  parsing: number;
}

/**
 * Reads a generated history of `events` events and, for comparison, parses its lines with JSON.parse; prints events a
 * second of both, their ratio, and the memory of the columns. The best of three rounds, in turns, in one process.
 */
export async function benchReading(events: number): Promise<void> {
  const bytes = generate(events);
  const rounds: Round[] = [];
  for (let n = 0; n < 3; n++)
    rounds.push({ reading: timed(() => read(bytes, events)), parsing: timed(() => parseLines(bytes)) });
  const reading = Math.min(...rounds.map((round) => round.reading));
  const parsing = Math.min(...rounds.map((round) => round.parsing));
  const rate = (seconds: number) => `${(events / seconds / 1e6).toFixed(2)}M events/s`;
  console.log(`  a sealed history of ${events} events, ${(bytes.length / events).toFixed(0)} bytes each`);
  console.log(`  JSON.parse of its lines     ${rate(parsing)}`);
  console.log(`  into columns, verified      ${rate(reading)}  (${(parsing / reading).toFixed(1)} times; aim: 3)`);
  console.log(`  memory of the columns       ${bytesPerEvent()} bytes an event (aim: about 80)`);
}

/** The pinned generator: a client asks, two nodes agree, each tells what it does; at most 130 bytes an event. */
function generate(events: number): Uint8Array {
  const header = { ...minimalHeader(), nodes: ['n1', 'n2', 'n3'], clients: ['c1'] };
  const counters = { seqs: [0, 0, 0, 0], deliveries: [0, 0, 0, 0], msgIds: [0, 0, 0, 0] };
  return recorded(events, header, (recorder) => {
    for (let round = 1; recorder.count + 24 <= events; round++) oneRound(recorder, round, counters);
  });
}

const NAMES = ['n1', 'n2', 'n3', 'c1'];
const CLIENT = 3;

function oneRound(
  recorder: Recorder,
  round: number,
  counters: Record<'seqs' | 'deliveries' | 'msgIds', number[]>,
): void {
  const { seqs, deliveries, msgIds } = counters;
  const asker = round % 3;
  const helper = (round + 1) % 3;
  const tx = `c1-${round}`;

  function send(from: number, to: number, type: string, inReplyTo?: number, clock?: number): number {
    const seq = ++seqs[from]!;
    const msgId = ++msgIds[from]!;
    const body = JSON.stringify({ type, clock, msg_id: msgId, in_reply_to: inReplyTo });
    const seen = from === CLIENT ? undefined : deliveries[from]!;
    const [node, receiver] = [NAMES[from]!, NAMES[to]!];
    recorder.record({
      v: 'relay',
      k: 'send',
      node,
      life: 1,
      seq,
      to: receiver,
      type,
      msgId,
      inReplyTo,
      clock,
      seen,
      body,
    });
    const delivery = ++deliveries[to]!;
    recorder.record({
      v: 'relay',
      k: 'deliver',
      node: receiver,
      life: 1,
      delivery,
      from: node,
      fromLife: 1,
      fromSeq: seq,
    });
    return msgId;
  }

  function local(who: number, k: string, body?: string): void {
    const seq = ++seqs[who]!;
    recorder.record({ v: 'node', k, node: NAMES[who]!, life: 1, seq, seen: deliveries[who]!, body });
  }

  const body = '{"transfer":{"to":"n2","amount":4}}';
  recorder.record({ v: 'client', k: 'invoke', node: 'c1', life: 1, tx, op: round, body });
  const asked = send(CLIENT, asker, 'transfer');
  local(asker, 'request', `{"request":${round}}`);
  const wanted = send(asker, helper, 'REQUEST', undefined, round * 4);
  local(helper, 'timer');
  local(helper, 'timer');
  send(helper, asker, 'REPLY', wanted, round * 4 + 2);
  local(asker, 'enter', `{"request":${round}}`);
  local(asker, 'append', `{"request":${round}}`);
  local(asker, 'leave');
  send(asker, CLIENT, 'applied', asked);
  recorder.record({ v: 'client', k: 'ok', node: 'c1', life: 1, tx, op: round, body: '{"result":"applied"}' });
  for (let n = 0; n < 6; n++) local((round + n) % 3, 'timer');
}

function read(bytes: Uint8Array, events: number): void {
  const { length, ending } = readHistory(bytes, 'bench');
  if (length !== events || ending !== 'sealed') throw new Error(`read ${length} of ${events} events, ${ending}`);
}
