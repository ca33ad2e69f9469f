import type { Body } from '../message.ts';

/** A node that the harness offers: answers each request at once. */
export interface Service {
  readonly name: string;
  /** The answer's body, without `in_reply_to`. `client` is who asks. */
  handle(body: Body, client: string): Body;
}
