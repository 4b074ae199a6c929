import { HARNESS } from '../src/history/event.js';
import type { History } from '../src/history/history.js';
import { bodyJudgeOf } from './contract/body-schema.js';
import type { Checker, Findings } from './contract/checker.js';
import { createFindings, step } from './contract/findings.js';
import { nameOf } from './contract/lives.js';

/**
 * What nodes publish is what the system's contract permits: known types with well-formed bodies, sent to whom they
 * may be sent, replies that answer something, and order evidence that can be true. One pass, O(bytes).
 */
export const protocol: Checker = {
  name: 'protocol',
  says: "nodes publish only well-formed messages that the system's contract permits, and do not die by themselves",
  rules: {
    garbled: { says: 'every payload is a message', kind: 'safety' },
    envelope: { says: 'what comes with a message or event agrees with who sent it, and can be read', kind: 'safety' },
    misbehaved: {
      says: 'a node keeps to its own subjects, to the protocol of NATS, and within limits',
      kind: 'safety',
    },
    'unknown-type': { says: 'messages and local events are of types that the contract names', kind: 'safety' },
    malformed: {
      says: 'a message or event has the fields that its type asks for, and only whole safe numbers',
      kind: 'safety',
    },
    direction: { says: 'a message goes from and to those whom its type allows', kind: 'safety' },
    reply: { says: 'a reply answers a message that its sender got, of the type it is the answer to', kind: 'safety' },
    'sequence-gap': { says: 'nothing that a node numbered got lost or came twice', kind: 'safety' },
    'impossible-seen': {
      says: 'a node claims to have consumed only what was delivered to it, and never less than before',
      kind: 'safety',
    },
    died: { says: 'a node does not end by itself', kind: 'safety' },
    misprint: { says: 'what a program printed has the form of the original', kind: 'safety' },
  },
  needs: ['publications'],
  check,
};

function check(history: History): Findings {
  const findings = createFindings(history);
  const { spec, nodes } = history.header;
  const counts = { publications: 0, messages: 0, events: 0, replies: 0 };
  const [send, garbled, deliver] = ['send', 'garbled', 'deliver'].map((k) => history.kindOf('relay', k));
  const [exit, misbehaved, misprint] = ['exit', 'misbehaved', 'misprint'].map((k) => history.kindOf('run', k));
  const bodies = bodyJudgeOf(spec);
  const clients = new Set([...history.header.clients, HARNESS]);
  const isNode = Uint8Array.from(history.participants, (name) => Number(nodes.includes(name)));
  const order = createOrderJudge(history);
  for (const problem of bodies.problems) findings.unjudged('malformed', 'unsupported', problem);

  function onMessage(row: number, node: string): void {
    const type = history.types[history.type[row]!] ?? '';
    const to = history.participants[history.to[row]!] ?? '';
    counts.messages++;
    const message = bodies.messageOf(type);
    const problem = message === undefined ? undefined : bodies.problemOfMessage(type, history.bodyText(row));
    judgeEnvelope(row, `${node} sent ${to} a message of type ${type}`, problem);
    if (message === undefined) {
      const summary = `${node} sent ${to} a message of type "${type}", which the contract of ${spec.name} does not know`;
      findings.violation('unknown-type', summary, step(`known are ${Object.keys(spec.messages).join(', ')}`, row));
      return;
    }
    if (isNode[history.to[row]!] === 0 && !clients.has(to)) {
      findings.violation(
        'direction',
        `${node} sent the message ${type} to ${to}, who is nobody`,
        step('the message', row),
      );
      return;
    }
    const allowed = message.to === 'any' || (message.to === 'node') === (isNode[history.to[row]!] === 1);
    if (!allowed || message.from === 'client') {
      findings.violation(
        'direction',
        `${node} sent the message ${type} to ${to}, which only goes from ${WHO[message.from]} to ${WHO[message.to]}`,
        step('the message', row),
      );
    }
    judgeReply(row, node, type, message.answers);
    if (problem !== undefined) {
      findings.violation('malformed', `${node} sent ${to} a malformed ${type}: ${problem}`, step('the message', row));
    }
  }

  /** What the relay had to complain of, unless it is what is wrong with the body. */
  function judgeEnvelope(row: number, what: string, problem: string | undefined): void {
    const complaint = history.why(row);
    if (complaint === '' || (problem !== undefined && !complaint.startsWith('its '))) return;
    findings.violation('envelope', `${what}, but ${complaint}`, step('the relay saw it come', row));
  }

  function judgeReply(row: number, node: string, type: string, answers: string | undefined): void {
    const claims = !Number.isNaN(history.inReplyTo[row]!);
    if (!claims && answers === undefined && type !== ERROR) return;
    counts.replies++;
    const answered = history.ref[row]!;
    const answeredType = answered < 0 ? '' : (history.types[history.type[answered]!] ?? '');
    if (answered >= 0 && (answers === undefined || answers === answeredType)) return;
    const why = !claims
      ? 'it does not say which message it answers'
      : answered < 0
        ? `${node} never got a message numbered ${history.inReplyTo[row]} from there`
        : `what it answers is of type ${answeredType}`;
    const summary = `${node} sent the reply ${type}, which answers no ${answers ?? 'message'}: ${why}`;
    findings.violation('reply', summary, step('what it says it answers', answered), step('the reply', row));
  }

  function onEvent(row: number, node: string): void {
    const { k } = history.kinds[history.kind[row]!]!;
    counts.events++;
    if (!bodies.knowsEvent(k)) {
      const summary = `${node} reported an event "${k}", which the contract of ${spec.name} does not know`;
      findings.violation('unknown-type', summary, step(`known are ${Object.keys(spec.events).join(', ')}`, row));
      return;
    }
    const problem = bodies.problemOfEvent(k, history.bodyText(row));
    judgeEnvelope(row, `${node} reported "${k}"`, problem);
    if (problem !== undefined) {
      findings.violation('malformed', `${node} reported a malformed "${k}": ${problem}`, step('the event', row));
    }
  }

  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    const process = history.process[row]!;
    if (kind === misprint) findings.violation('misprint', cut(history.why(row)), step('the line', row));
    if (process < 0) continue;
    if (kind === deliver) order.delivered(process);
    if (kind === exit) {
      const why = essence(history.why(row));
      const summary = `${nameOf(history, process)} ended by itself${why === '' ? '' : `: ${why}`}`;
      findings.violation('died', summary, step('nobody had asked it to', row));
    }
    if (kind === misbehaved) {
      const summary = `${nameOf(history, process)} ${cut(history.why(row))}`;
      findings.violation('misbehaved', summary, step('it was caught', row));
    }
    if (history.position[row]! < 0 || history.processes[process]!.role !== 'node') continue;
    const node = nameOf(history, process);
    counts.publications++;
    order.judge(row, process, (rule, summary) => findings.violation(rule, summary, step('the publication', row)));
    if (kind === send) onMessage(row, node);
    else if (kind === garbled) {
      const summary = `${node} sent ${history.participants[history.to[row]!] ?? 'somebody'} a payload that is no message: ${history.why(row)}`;
      findings.violation('garbled', summary, step('the payload', row));
    } else onEvent(row, node);
  }
  return findings.done(counts);
}

/** How a process ended, and of its last words the line that says most. */
function essence(why: string): string {
  const [how, ...words] = why.split('\n').map((line) => line.trim());
  const telling = words.filter((line) => /error|exception|panic|fatal/i.test(line));
  const last = (telling.length > 0 ? telling : words.filter((line) => line !== '')).at(-1);
  return cut(last === undefined ? how! : `${how} ... ${last}`);
}

/** A sentence holds so many characters of what others have written. */
function cut(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`;
}

const WHO = { node: 'a node', client: 'a client', any: 'anybody' } as const;

/** A message of this type always answers something. */
const ERROR = 'error';

/** Judges Ts-Seq and Ts-Seen, each against what the recorder saw itself. */
function createOrderJudge(history: History) {
  const deliveries = new Int32Array(history.processes.length);
  const seen = new Int32Array(history.processes.length);
  const ahead = new Int32Array(history.processes.length);
  return {
    delivered(process: number): void {
      deliveries[process]!++;
    },
    judge(row: number, process: number, onProblem: (rule: string, summary: string) => void): void {
      const node = nameOf(history, process);
      const claimedSeen = history.seen[row]!;
      if (claimedSeen > deliveries[process]!) {
        onProblem(
          'impossible-seen',
          `${node} claims to have consumed ${claimedSeen} messages when it had been handed ${deliveries[process]}`,
        );
      } else if (claimedSeen >= 0 && claimedSeen < seen[process]!) {
        onProblem(
          'impossible-seen',
          `${node} claims to have consumed ${claimedSeen} messages, after it had claimed ${seen[process]}`,
        );
      }
      if (claimedSeen > seen[process]! && claimedSeen <= deliveries[process]!) seen[process] = claimedSeen;
      const claimed = history.claimedSeq[row]!;
      if (claimed < 0) return;
      const lead = claimed - history.seq[row]!;
      if (lead > ahead[process]!) {
        onProblem(
          'sequence-gap',
          `${lead - ahead[process]!} publications of ${node} got lost before its number ${claimed}`,
        );
      } else if (lead < ahead[process]!) {
        onProblem('sequence-gap', `${node} numbered a publication ${claimed}, which it had passed`);
      }
      ahead[process] = lead;
    },
  };
}
