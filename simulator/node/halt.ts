import { Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { POSITION, type Position } from './pulse.ts';

/** Where a thread was when it was halted; what could not be found out is undefined. */
export interface Halted {
  /** 'tick (/home/me/node.ts:14:9)' */
  readonly place: string | undefined;
  readonly node: string | undefined;
  readonly position: Position | undefined;
}

/** A loop is halted within milliseconds, unless the machine is very busy. */
const PATIENCE_MS = 3000;
/**
 * Between two turns of a loop that awaits there is nobody, and in one that schedules it may be us: then
 * we go on step by step until we are in the person's code, for at most so many.
 */
const STEPS_MAX = 2000;
/** A step may lead to where nothing is heard of it. */
const AGAIN_MS = 20;

/** What the places of our own code begin with. */
const OURS = new URL('../..', import.meta.url).href;

/** In which property the objects that run a node's code have its name. */
const NAMED: Readonly<Record<string, string>> = { Machine: 'name', NodeRuntime: '#id' };

const ASK_POSITION = `JSON.stringify(globalThis[Symbol.for(${JSON.stringify(POSITION)})]?.() ?? null)`;

interface Frame {
  readonly functionName: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber?: number;
  };
  readonly this: { readonly className?: string; readonly objectId?: string };
}

interface Property {
  readonly name: string;
  readonly value?: { readonly value?: unknown };
}

/** What V8's inspector says; of each method only what is asked for here. */
interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly scriptId?: string;
    readonly url?: string;
    readonly callFrames?: readonly Frame[];
  };
  readonly result?: {
    readonly result?: readonly Property[] | { readonly value?: unknown };
    readonly privateProperties?: readonly Property[];
  };
}

/**
 * Halts a thread wherever it is, even in a loop without end, looks where that is, and lets it go on.
 * Uses V8's inspector (chromedevtools.github.io/devtools-protocol/v8), so it costs a thread nothing as
 * long as nobody asks.
 *
 * @param near the folder with the person's code: the innermost call in there is the place
 */
export const halt = async (worker: Worker, near: string): Promise<Halted | undefined> => {
  const session = new Session();
  session.connect();
  try {
    return await look(session, worker.threadId, near);
  } finally {
    session.disconnect();
  }
};

const look = async (
  session: Session,
  threadId: number,
  near: string,
): Promise<Halted | undefined> => {
  const urls = new Map<string, string>();
  const asked = new Map<number, (result: Answer['result']) => void>();
  let sessionId: string | undefined;
  const ask = (method: string, params: object = {}): Promise<Answer['result']> =>
    new Promise((resolve) => {
      const id = asked.size + 1;
      asked.set(id, resolve);
      const message = JSON.stringify({ id, method, params });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    });
  const isNear = ({ location }: Frame): boolean =>
    urls.get(location.scriptId)?.startsWith(near) === true;
  /** Not ours, and no library's: what a scenario tests may lie in another folder than the scenario. */
  const isTheirs = (frame: Frame): boolean => {
    const url = urls.get(frame.location.scriptId) ?? '';
    const isOther = url.startsWith('file:') && !url.startsWith(OURS);
    return isNear(frame) || (isOther && !url.includes('/node_modules/'));
  };

  const halted = Promise.withResolvers<readonly Frame[] | undefined>();
  let steps = 0;
  /** Asked for at the first halt: how far the run is counts also when its place cannot be found. */
  let position: Promise<Answer['result']> | undefined;
  const onHalt = (frames: readonly Frame[]): void => {
    position ??= ask('Runtime.evaluate', { expression: ASK_POSITION });
    if (++steps === STEPS_MAX || frames.some(isTheirs)) halted.resolve(frames);
    else void ask('Debugger.stepInto');
  };
  session.on('NodeWorker.attachedToWorker', ({ params }) => {
    if (!params.workerInfo.title.startsWith(`[worker ${threadId}]`)) return;
    sessionId = params.sessionId;
    void ask('Debugger.enable');
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    if (params.sessionId !== sessionId) return;
    // Only V8 speaks here.
    const { id, method, params: told, result } = JSON.parse(params.message) as Answer;
    if (id !== undefined) asked.get(id)?.(result);
    else if (method === 'Debugger.paused') onHalt(told?.callFrames ?? []);
    else if (method === 'Debugger.scriptParsed') urls.set(told?.scriptId ?? '', told?.url ?? '');
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const again = setInterval(() => {
    if (sessionId !== undefined) void ask('Debugger.pause');
  }, AGAIN_MS);
  const enough = setTimeout(() => halted.resolve(undefined), PATIENCE_MS);
  const frames = await halted.promise;
  clearInterval(again);
  clearTimeout(enough);
  if (frames === undefined) {
    // One that was halted stays so when nobody waits until it is told to go on.
    if (position !== undefined) {
      await ask('Debugger.resume');
      await ask('Debugger.disable');
    } else void ask('Debugger.disable');
    return position && { place: undefined, node: undefined, position: positionIn(await position) };
  }

  let node: string | undefined;
  for (const { this: object } of frames) {
    const { className = '', objectId } = object;
    const property = NAMED[className];
    if (property === undefined || objectId === undefined || node !== undefined) continue;
    node = nameIn(await ask('Runtime.getProperties', { objectId, ownProperties: true }), property);
  }
  // One that was asked for once too often would come now.
  await ask('Debugger.resume');
  await ask('Debugger.disable');
  const frame = frames.find(isNear) ?? frames.find(isTheirs);
  return { place: frame && placeOf(frame, urls), node, position: positionIn(await position) };
};

const nameIn = (answer: Answer['result'], property: string): string | undefined => {
  const { result, privateProperties = [] } = answer ?? {};
  const all = [...(result instanceof Array ? result : []), ...privateProperties];
  const value = all.find(({ name }) => name === property)?.value?.value;
  return typeof value === 'string' ? value : undefined;
};

const positionIn = (answer: Answer['result']): Position | undefined => {
  const { result } = answer ?? {};
  const value = result === undefined || result instanceof Array ? undefined : result.value;
  // It is what `beat` was given, and went through JSON.
  const position = typeof value === 'string' ? (JSON.parse(value) as Position | null) : null;
  return position ?? undefined;
};

const placeOf = ({ functionName, location }: Frame, urls: ReadonlyMap<string, string>): string => {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  const url = urls.get(scriptId) ?? '';
  const file = url.startsWith('file:') ? fileURLToPath(url) : url;
  const place = `${file}:${lineNumber + 1}:${columnNumber + 1}`;
  return functionName === '' ? place : `${functionName} (${place})`;
};
