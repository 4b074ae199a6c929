import { integerIn } from '../node/chance.js';
import { type Fault, FaultError, type FaultWorld, type Stage } from './fault.js';
import { type Form, formOf, PARTITION_SCHEMA } from './partition-forms.js';

interface Partition {
  form: Form;
  drop: boolean;
}

/** The network falls apart. Participants that are not named still reach everybody. */
export const partition: Fault<Partition> = {
  name: 'partition',
  says:
    'cuts links: between groups [[n1], [n2, n3]], {oneWay: [[n1], [n2]]}, {isolate: n1}, {ring: true}, {bridge: n3}, ' +
    '{majority: n1}, {minority: n1}; messages are held until it heals; drop: true loses them',
  schema: PARTITION_SCHEMA,
  siblings: { drop: { type: 'boolean' } },
  lasting: true,
  resolve: (value, siblings, world) => ({ form: formOf(value, world), drop: siblings.drop === true }),
  cast({ form, drop }, stage) {
    const cut = 'aside' in form ? setAside(form, stage) : form;
    return cut && { form: cut, drop };
  },
  drawn: (world, draw) => ({ partition: drawnForm(world, draw) }),
  decide({ form, drop }, { from, to }) {
    if (!cuts(form, from, to)) return undefined;
    return drop ? { drop: true } : { hold: true };
  },
  breaks: ({ drop }) => ({ loss: drop }),
};

function cuts(form: Form, from: string, to: string): boolean {
  if ('ring' in form) {
    const one = form.ring.indexOf(from);
    const other = form.ring.indexOf(to);
    if (one < 0 || other < 0) return false;
    const apart = (one - other + form.ring.length) % form.ring.length;
    return apart > 1 && apart < form.ring.length - 1;
  }
  if ('aside' in form) return false;
  const one = form.groups.findIndex((group) => group.includes(from));
  const other = form.groups.findIndex((group) => group.includes(to));
  if (one < 0 || other < 0 || one === other) return false;
  return !form.oneWay || one === 0;
}

/** The named nodes and as many drawn ones as make the side full, against the rest; undefined: nobody bears the role. */
function setAside({ aside, of, size }: Extract<Form, { aside: string[] }>, stage: Stage): Form | undefined {
  const side: string[] = [];
  for (const name of aside) {
    const node = stage.bearer(name);
    if (node === undefined) return undefined;
    if (!side.includes(node)) side.push(node);
  }
  const rest = of.filter((node) => !side.includes(node));
  while (side.length < size) {
    const at = integerIn(stage.draw(`side ${side.length}`), 0, rest.length - 1);
    side.push(...rest.splice(at, 1));
  }
  return { groups: [side, rest], oneWay: false };
}

function drawnForm({ nodes }: FaultWorld, draw: (purpose: string) => number): unknown {
  if (nodes.length < 2) throw new FaultError('a partition needs two nodes at least', []);
  const one = integerIn(draw('one'), 0, nodes.length - 1);
  const other = (one + integerIn(draw('other'), 1, nodes.length - 1)) % nodes.length;
  const node = nodes[one]!;
  const forms = [
    { isolate: node },
    { oneWay: [[node], [nodes[other]]] },
    ...(nodes.length > 2 ? [{ minority: node }, { majority: node }, { bridge: node }] : []),
    ...(nodes.length > 3 ? [{ ring: true }] : []),
  ];
  return forms[integerIn(draw('form'), 0, forms.length - 1)];
}
