import type { Json } from './json.ts';

export interface ErrorCode {
  readonly code: number;
  readonly name: string;
  /** The operation certainly did not happen, and never will. */
  readonly definite: boolean;
}

/** Maelstrom's error codes (jepsen-io/maelstrom, doc/protocol.md). Those from 1000 on are free, and indefinite. */
export const ERRORS = {
  timeout: { code: 0, name: 'timeout', definite: false },
  nodeNotFound: { code: 1, name: 'node-not-found', definite: true },
  notSupported: { code: 10, name: 'not-supported', definite: true },
  temporarilyUnavailable: { code: 11, name: 'temporarily-unavailable', definite: true },
  malformedRequest: { code: 12, name: 'malformed-request', definite: true },
  crash: { code: 13, name: 'crash', definite: false },
  abort: { code: 14, name: 'abort', definite: true },
  keyDoesNotExist: { code: 20, name: 'key-does-not-exist', definite: true },
  keyAlreadyExists: { code: 21, name: 'key-already-exists', definite: true },
  preconditionFailed: { code: 22, name: 'precondition-failed', definite: true },
  txnConflict: { code: 30, name: 'txn-conflict', definite: true },
} as const satisfies Record<string, ErrorCode>;

const BY_CODE: ReadonlyMap<number, ErrorCode> = new Map(
  Object.values(ERRORS).map((error) => [error.code, error]),
);

/** What a code means; a code that nobody defined is indefinite. */
export const errorCode = (code: Json | undefined): ErrorCode => {
  const number = typeof code === 'number' ? code : ERRORS.crash.code;
  return BY_CODE.get(number) ?? { code: number, name: 'unknown', definite: false };
};

/** Thrown by a handler of a node, it becomes an error reply. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;

  constructor(error: ErrorCode | number, text: string) {
    super(text);
    this.code = typeof error === 'number' ? error : error.code;
  }
}
