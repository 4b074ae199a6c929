import { broker } from './broker.js';
import { crash } from './crash.js';
import { delay } from './delay.js';
import { duplicate } from './duplicate.js';
import type { Fault } from './fault.js';
import { loss } from './loss.js';
import { partition } from './partition.js';
import { pause } from './pause.js';
import { randomOf } from './random.js';
import { reorder } from './reorder.js';
import { skew } from './skew.js';

const SINGLE = { broker, crash, delay, duplicate, loss, partition, pause, reorder, skew };

/** Every fault, by the name a scenario calls it. */
export const FAULTS: Readonly<Record<string, Fault>> = { ...SINGLE, random: randomOf(SINGLE) };
