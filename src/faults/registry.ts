import { bitFlip } from './bit-flip.js';
import { broker } from './broker.js';
import { crash } from './crash.js';
import { delay } from './delay.js';
import { duplicate } from './duplicate.js';
import { failedSync } from './failed-sync.js';
import type { Fault } from './fault.js';
import { loss } from './loss.js';
import { partition } from './partition.js';
import { pause } from './pause.js';
import { randomOf } from './random.js';
import { reorder } from './reorder.js';
import { skew } from './skew.js';
import { slowSync } from './slow-sync.js';
import { tornWrite } from './torn-write.js';

const SINGLE = {
  broker,
  crash,
  delay,
  duplicate,
  loss,
  partition,
  pause,
  reorder,
  skew,
  'bit-flip': bitFlip,
  'failed-sync': failedSync,
  'slow-sync': slowSync,
  'torn-write': tornWrite,
};

/** Every fault, by the name a scenario calls it. */
export const FAULTS: Readonly<Record<string, Fault>> = { ...SINGLE, random: randomOf(SINGLE) };
