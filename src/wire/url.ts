import type { Broker } from './broker.js';

/**
 * A broker that is there already. All lives share the URL's user, so who says what is taken on trust, and what its
 * server refuses or cuts off is not seen.
 */
export async function useUrl(url: URL): Promise<Broker> {
  const credentials =
    url.username === ''
      ? undefined
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return {
    kind: 'url',
    url: `${url.protocol}//${url.host}`,
    identities: 'trusted',
    harness: credentials,
    credentialsFor: async () => credentials,
    onTrouble: () => {},
    onDeath: () => {},
    stop: async () => {},
  };
}
