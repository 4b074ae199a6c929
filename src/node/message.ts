/** Messages between participants: Maelstrom's envelope, the convention of the field. */

export interface Message {
  src: string;
  dest: string;
  body: Body;
}

export interface Body {
  type: string;
  msg_id?: number;
  in_reply_to?: number;
  [field: string]: unknown;
}

/** Fields of a local event. */
export type Fields = Record<string, unknown>;
