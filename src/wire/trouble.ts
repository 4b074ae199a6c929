/** What a broker saw a client do wrong. `user` is '' when the client never said who it is. */
export interface Trouble {
  kind: 'publish-refused' | 'subscribe-refused' | 'oversize' | 'slow-consumer' | 'protocol-error' | 'login-refused';
  user: string;
  /** What it tried to publish or subscribe to. */
  subject?: string;
  /** One line for people. */
  detail: string;
}
