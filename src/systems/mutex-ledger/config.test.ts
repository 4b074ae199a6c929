import { Ajv } from 'ajv';
import { ConfigError } from '../system.js';
import { CONFIG_SCHEMA, configure } from './config.js';

const nodes = ['n1', 'n2'];

test('defaults are filled in, and every account has a balance', () => {
  expect(configure({}, nodes)).toEqual({
    balances: { n1: 10, n2: 10 },
    holdMs: 0,
    hashProfile: 'netstring',
    decimals: 0,
  });
  const given = { initialBalance: { n1: 0, n2: 7 }, holdMs: 5, hashProfile: 'concatenation', decimals: 2 };
  expect(configure(given, nodes)).toEqual({
    balances: { n1: 0, n2: 7 },
    holdMs: 5,
    hashProfile: 'concatenation',
    decimals: 2,
  });
});

test.each([
  [{ n1: 1 }, 'initialBalance has no entry for n2', ['initialBalance']],
  [{ n1: 1, n2: 1, n3: 1 }, 'initialBalance names n3, which is no node here', ['initialBalance', 'n3']],
  [Number.MAX_SAFE_INTEGER, 'all balances together are too much', ['initialBalance']],
])('an initialBalance of %j makes no sense here', (initialBalance, message, path) => {
  const attempt = () => configure({ initialBalance }, nodes);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(ConfigError);
  try {
    attempt();
  } catch (error) {
    expect((error as ConfigError).path).toEqual(path);
  }
});

test.each([
  [{}, true],
  [{ initialBalance: { n1: 3 } }, true],
  [{ initialBalance: -1 }, false],
  [{ initialBalance: 0.5 }, false],
  [{ initialBalance: { n1: '3' } }, false],
  [{ holdMs: 60_001 }, false],
  [{ hashProfile: 'none' }, false],
  [{ balance: 3 }, false],
])('the schema takes %j: %p', (config, fits) => {
  expect(new Ajv({ strict: false }).validate(CONFIG_SCHEMA, config)).toBe(fits);
});
