import { live } from './polite.js';

/** A node that hears everything and never answers `init`. */
await live({ others: { init() {} } });
