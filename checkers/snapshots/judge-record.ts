import { step } from '../contract/findings.js';
import type { Books } from './books.js';
import { type Channel, consumedEarly, spellSend } from './channels.js';
import { blame, type Snapshot } from './snapshot.js';

/** A node has recorded its state: here is its cut. What it should have recorded is kept for the end. */
export function judgeRecord(books: Books, snapshot: Snapshot, node: number, row: number, balance: number): void {
  const { nodes, channels } = books;
  const width = nodes.length;
  snapshot.last = row;
  books.counts.records++;
  if (snapshot.record[node]! >= 0) {
    const both = [step('the first time', snapshot.record[node]!), step('the second time', row)];
    return blame(snapshot, 'once', `${nodes[node]} recorded its state twice for snapshot ${snapshot.name}`, both);
  }
  snapshot.record[node] = row;
  snapshot.records++;
  snapshot.balance[node] = balance;
  snapshot.replayed[node] = books.balances[node]!;
  if (snapshot.begun < 0) {
    const summary = `${nodes[node]} recorded its state for snapshot ${snapshot.name} before anybody had asked for that snapshot`;
    blame(snapshot, 'initiation', summary, [step('its record, older than any request', row)]);
  } else judgeTrigger(books, snapshot, node, row);
  for (let other = 0; other < width; other++) {
    if (other === node) continue;
    const outgoing = channels.at(node * width + other);
    snapshot.sent[node * width + other] = outgoing === undefined ? 0 : outgoing.sent.length;
    const index = other * width + node;
    const incoming = channels.at(index);
    if (incoming === undefined) {
      snapshot.consumed[index] = 0;
      continue;
    }
    snapshot.consumed[index] = incoming.done;
    if (incoming.reached > incoming.done) snapshot.beyond.set(index, consumedEarly(incoming));
    if (books.exact[node] === 0 && incoming.delivered > incoming.done) snapshot.blurred.add(index);
    if (snapshot.sent[index]! >= 0) judgeCut(books, snapshot, incoming, index, row);
  }
}

/** A node records when it is asked to begin or its first marker comes, and deals with no transfer in between. */
function judgeTrigger(books: Books, snapshot: Snapshot, node: number, row: number): void {
  const { nodes, traffic } = books;
  if (books.exact[node] === 0) return;
  const { asked, reached } = snapshot;
  const [request, marker] = [asked.row[node]!, reached.row[node]!];
  if (request < 0 && marker < 0) {
    const summary = `${nodes[node]} recorded its state for snapshot ${snapshot.name} before any marker of it had come`;
    const steps = [step('the request to begin', snapshot.begun), step('its record', row)];
    return blame(snapshot, 'first-marker', summary, steps);
  }
  const isRequest = marker < 0 || (request >= 0 && request < marker);
  if (traffic[node] === (isRequest ? asked : reached).traffic[node]) return;
  const what = isRequest ? 'it was asked to begin' : 'its first marker had come';
  const summary = `${nodes[node]} sent or took another transfer after ${what} and before it recorded its state for snapshot ${snapshot.name}`;
  const steps = [step(what, isRequest ? request : marker), step('it recorded', row)];
  blame(snapshot, isRequest ? 'initiator' : 'first-marker', summary, steps);
}

/** Transfers that the receiver had consumed at its cut, in event `row`, and that were sent after the sender's. */
function judgeCut(books: Books, snapshot: Snapshot, channel: Channel, index: number, row: number): void {
  const { nodes, history } = books;
  const sent = snapshot.sent[index]!;
  const [sender, receiver] = [nodes[channel.from], nodes[channel.to]];
  for (let place = sent; place < channel.reached; place++) {
    if (channel.consumedAt[place]! < 0 || books.lost.has(channel.sent[place]!)) continue;
    const transfer = spellSend(history, channel.sent[place]!, channel.amounts[place]!);
    const state = `the state that ${receiver} recorded for snapshot ${snapshot.name}`;
    blame(snapshot, 'cut', `${transfer} is in ${state}, but ${sender} sent it only after its own record`, [
      step(`${sender} recorded`, snapshot.record[channel.from]!),
      step('it sent the transfer', channel.sent[place]!),
      step(`${receiver} took it`, channel.consumedAt[place]!),
      step(`${receiver} recorded`, row),
    ]);
  }
  if (snapshot.blurred.has(index) && channel.delivered > sent) snapshot.uncertainCut = true;
}
