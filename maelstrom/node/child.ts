import { type ChildProcess, spawn } from 'node:child_process';
import type { WriteStream } from 'node:fs';
import { textOfJson } from '../json.ts';
import { type Message, parseLine } from '../message.ts';
import { type Command, whyNotRun } from './command.ts';
import { DISK_VARIABLE } from './disk-variable.ts';
import { Lines } from './lines.ts';

/** What a child tells its owner. */
export interface Owner {
  message(message: Message): void;
  problem(what: string): void;
  /**
   * It ended, though nobody had asked for it, or never began.
   * @param lastWords what it wrote to stderr last, perhaps nothing; undefined unless it exited by itself
   */
  died(how: string, lastWords?: string): void;
  /** It ended, but something that it started and that left its process group did not. */
  leftBehind(): void;
  /** It wrote to stderr. */
  log(text: string): void;
  /** Something came in: it is time to run what is due. */
  input(): void;
}

/** Where a process finds and leaves what is to outlive it. */
export interface Place {
  /** The node's disk, a folder. */
  readonly disk: string;
  readonly log: WriteStream;
}

/** A node that prints this many lines that are no messages will not get better. */
const BAD_LINES_MAX = 1000;
/** What a node has not read yet may fill so much memory before more is thrown away. */
const UNREAD_MAX_BYTES = 64 * 1024 * 1024;
/** Of what it wrote to stderr: a syntax error of JavaScript and a traceback of Python fit. */
const LAST_WORDS_LINES = 20;
const LAST_WORDS_LENGTH = 2000;
/** More than this on stderr is left out of its file. */
const STDERR_MAX_BYTES = 64 * 1024 * 1024;

/** One run of a node's process, in a process group of its own so that all it started ends with it. */
export class Child {
  readonly #process: ChildProcess;
  readonly #owner: Owner;
  readonly #ended: Promise<void>;
  #outgoing: string[] = [];
  #over = false;
  #badLines = 0;
  #flooded = false;
  #tail = '';

  constructor(command: Command, owner: Owner, { disk, log }: Place) {
    this.#owner = owner;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = promise;
    const spawned = spawn(command.file, command.args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, [DISK_VARIABLE]: disk },
    });
    this.#process = spawned;
    // A process that could not start, or closes its input, says so by ending too.
    spawned.stdin?.on('error', () => {});
    spawned.on('error', (error) => {
      if (!this.#over) this.#end(`could not be run: ${whyNotRun(command, error)}`, undefined);
      resolve();
    });
    spawned.on('exit', (code, signal) => {
      const how = signal === null ? `exited with status ${code}` : `was ended by ${signal}`;
      // The first of a group may end before the others.
      this.#signalGroup('SIGKILL');
      const end = (): void => {
        clearTimeout(timer);
        this.#end(`${how} by itself`, this.#lastWords());
        resolve();
      };
      // What it said last may still be in the pipe, which something that it started may hold open.
      const giveUp = (): void => {
        for (const stream of spawned.stdio) stream?.destroy();
        owner.leftBehind();
        end();
      };
      // In two steps: a busy process of ours may hear of its time being up before it has read.
      let timer = setTimeout(() => {
        timer = setTimeout(giveUp, LAST_WORDS_MS / 2);
      }, LAST_WORDS_MS / 2);
      spawned.once('close', end);
    });
    this.#readMessages();
    this.#readLog(log);
  }

  /** Keeps the line to go out with the next `flush`. */
  send(message: Message): void {
    if (this.#over) return;
    const { src, dest, body, line } = message;
    this.#outgoing.push(line ?? textOfJson({ src, dest, body }));
  }

  flush(): void {
    if (this.#outgoing.length === 0) return;
    const lines = this.#outgoing;
    this.#outgoing = [];
    const { stdin } = this.#process;
    if (stdin === null || this.#over || stdin.destroyed) return;
    if (stdin.writableLength > UNREAD_MAX_BYTES) {
      if (!this.#flooded) this.#owner.problem('does not read its stdin: messages to it are lost');
      this.#flooded = true;
      return;
    }
    lines.push('');
    stdin.write(lines.join('\n'));
  }

  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  /** Ends it without warning, and everything that it started. */
  kill(): void {
    this.#over = true;
    this.#signal('SIGKILL');
    this.#process.stdout?.destroy();
    this.#process.stdin?.destroy();
  }

  /** Resolves when the process is gone. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  #signal(signal: NodeJS.Signals): void {
    const { exitCode, signalCode } = this.#process;
    if (exitCode === null && signalCode === null) this.#signalGroup(signal);
  }

  #signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It ended in this very moment.
    }
  }

  #end(how: string, lastWords: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#owner.died(how, lastWords);
    this.#owner.input();
  }

  #lastWords(): string {
    const lines = this.#tail.split('\n').map((line) => line.trimEnd());
    return lines
      .filter((line) => line !== '')
      .slice(-LAST_WORDS_LINES)
      .join(' / ');
  }

  #readMessages(): void {
    const { stdout } = this.#process;
    if (stdout === null) return;
    const lines = new Lines();
    const take = (line: string): void => {
      if (this.#over || line === '') return;
      const message = parseLine(line);
      if (typeof message !== 'string') {
        this.#owner.message(message);
        return;
      }
      this.#owner.problem(message);
      if (++this.#badLines === BAD_LINES_MAX) {
        this.#giveUp(`printed ${BAD_LINES_MAX} lines that are no messages and was ended`);
      }
    };
    stdout.setEncoding('utf8');
    stdout.on('data', (chunk: string) => {
      if (this.#over) return;
      if (!lines.push(chunk, take)) this.#giveUp('printed a line without end and was ended');
      this.#owner.input();
    });
    stdout.on('error', () => {});
  }

  #giveUp(why: string): void {
    this.kill();
    this.#owner.died(why);
  }

  #readLog(log: WriteStream): void {
    const { stderr } = this.#process;
    if (stderr === null) return;
    let left_bytes = STDERR_MAX_BYTES;
    stderr.setEncoding('utf8');
    stderr.on('data', (chunk: string) => {
      this.#tail = (this.#tail + chunk).slice(-LAST_WORDS_LENGTH);
      this.#owner.log(chunk.trimEnd());
      if (left_bytes <= 0) return;
      left_bytes -= chunk.length;
      log.write(left_bytes > 0 ? chunk : `${chunk}\n(more was left out)\n`);
    });
    stderr.on('error', () => {});
  }
}

/** From the end of a process to the last of what it wrote, at most. */
const LAST_WORDS_MS = 1000;
