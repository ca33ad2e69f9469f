import { useCallback, useEffect, useReducer, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Handed } from '../shell/handed.ts';
import { messageOf } from '../shell/message.ts';
import { type HuntEvent, reduceHunt, rested } from './hunt.ts';
import type { Job, Jobs } from './protocol.ts';
import { runJob } from './run-job.ts';
import { encodeRun, type RunState } from './run-url.ts';

/** A search gives up after so many seeds; the page then offers as many more. */
const seeds_max = 5000;

/**
 * Finds, shrinks and repeats runs of a bug. The address leads: what it names is run, and what is found
 * is written there.
 */
export function useHunt(slug: string, asked: RunState, handed: Handed | undefined) {
  const [hunt, dispatch] = useReducer(reduceHunt, rested);
  const [path, navigate] = useLocation();
  const stopper = useRef<AbortController>(undefined);
  const latest = useRef(hunt);
  latest.current = hunt;

  /** One job at a time: a new one ends the old. */
  const work = useCallback(
    <J extends Job>(
      begin: HuntEvent,
      job: J,
      ask: Jobs[J]['ask'],
      end: (answer: Jobs[J]['answer']) => HuntEvent,
    ): Promise<Jobs[J]['answer'] | undefined> => {
      stopper.current?.abort();
      const mine = new AbortController();
      stopper.current = mine;
      dispatch(begin);
      const onTiding = (tiding: Extract<HuntEvent, { kind: 'tiding' }>['tiding']) =>
        dispatch({ kind: 'tiding', tiding });
      return runJob(job, ask, { signal: mine.signal, onTiding }).then(
        (answer) => {
          if (mine.signal.aborted) return undefined;
          dispatch(end(answer));
          return answer;
        },
        (error: unknown) => {
          if (!mine.signal.aborted) dispatch({ kind: 'failed', message: messageOf(error) });
          return undefined;
        },
      );
    },
    [],
  );

  useEffect(() => () => stopper.current?.abort(), []);

  const examine = useCallback(
    (one: number, shrinks: boolean) => {
      const ask = { slug, seed: one, shrinks };
      void work({ kind: 'examining', seed: one }, 'examine', ask, (answer) => ({
        kind: 'examined',
        ...answer,
      }));
    },
    [slug, work],
  );

  const { seed, view } = asked;
  useEffect(() => {
    if (handed) {
      void work({ kind: 'replaying' }, 'replay', { slug, ...handed }, (again) => ({
        kind: 'replayed',
        again,
      }));
      return;
    }
    if (seed === undefined) {
      stopper.current?.abort();
      dispatch({ kind: 'left' });
      return;
    }
    const { whole, least } = latest.current;
    const isThere = whole?.seed === seed && (view === 'whole' || least || !whole.failure);
    if (!isThere) examine(seed, view === 'shrunk');
  }, [slug, seed, view, handed, examine, work]);

  const find = useCallback(
    async (first: number) => {
      const ask = { slug, first, seeds: seeds_max };
      const tried = await work({ kind: 'finding', first }, 'find', ask, (answer) => ({
        kind: 'searched',
        tried: answer,
      }));
      const failing = tried?.failing;
      if (failing) navigate(`${path}?${encodeRun(failing.seed, 'shrunk')}`);
    },
    [slug, path, navigate, work],
  );
  const stop = useCallback(() => {
    stopper.current?.abort();
    dispatch({ kind: 'stopped' });
  }, []);
  return { hunt, find, stop, examine };
}
