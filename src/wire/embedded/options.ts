import type { Permission } from './permissions.js';

/** Who may speak, and of what. */
export interface BrokerUser {
  user: string;
  password: string;
  publish?: Permission;
  subscribe?: Permission;
  /** Never cut off for being slow: who publishes faster than this user reads waits. */
  patient?: boolean;
}

export interface EmbeddedOptions {
  /** 0: a free one. */
  port: number;
  /** Without users and token everybody may come in and do everything. */
  users: readonly BrokerUser[];
  /** A token that lets anybody in, with all permissions. */
  token?: string;
  maxPayload: number;
  maxControlLine: number;
  /** Bytes that may wait for a client before it is cut off. */
  maxPending: number;
  /** Subscriptions of one connection. */
  maxSubscriptions: number;
  /** Milliseconds until CONNECT must have come, where it is asked for. */
  authTimeout: number;
  pingInterval: number;
  /** Pings that may stay unanswered. */
  maxPingsOut: number;
}

export const DEFAULT_OPTIONS: Readonly<EmbeddedOptions> = {
  port: 0,
  users: [],
  maxPayload: 8 * 1024 * 1024,
  maxControlLine: 4096,
  maxPending: 64 * 1024 * 1024,
  maxSubscriptions: 10_000,
  authTimeout: 10_000,
  pingInterval: 120_000,
  maxPingsOut: 2,
};
