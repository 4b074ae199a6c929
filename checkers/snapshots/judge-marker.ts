import { step } from '../contract/findings.js';
import type { Books } from './books.js';
import { spellSend } from './channels.js';
import { isSilent } from './members.js';
import { blame, type Snapshot } from './snapshot.js';

/** A marker has been sent: the first of its channel, after the record, and before any transfer there. */
export function judgeMarker(books: Books, snapshot: Snapshot, from: number, to: number, row: number): void {
  const { nodes, channels, history } = books;
  const index = from * nodes.length + to;
  const sender = nodes[from];
  const what = `its marker of snapshot ${snapshot.name} to ${nodes[to]}`;
  books.counts.markers++;
  if (snapshot.marker[index]! >= 0) {
    const both = [step('the first one', snapshot.marker[index]!), step('the second one', row)];
    return blame(snapshot, 'marker', `${sender} sent ${what} twice`, both, index);
  }
  snapshot.marker[index] = row;
  const recorded = snapshot.record[from]!;
  if (recorded < 0) {
    if (isSilent(books, from)) return;
    const why = step('the marker leaves, and its state is not recorded', row);
    return blame(snapshot, 'marker', `${sender} sent ${what} before it had recorded its state`, [why], index);
  }
  const channel = channels.at(index);
  const before = Math.max(snapshot.sent[index]!, 0);
  if (channel === undefined || channel.sent.length <= before) return;
  const between = channel.sent[before]!;
  const transfer = spellSend(history, between, channel.amounts[before]!);
  const summary = `${sender} sent ${transfer} after recording for snapshot ${snapshot.name} and before ${what}`;
  const steps = [step('it recorded', recorded), step('it sent a transfer', between), step('only then its marker', row)];
  blame(snapshot, 'marker', summary, steps, index);
}
