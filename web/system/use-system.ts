import type { Fact, Timing } from '@dstudio/systems';
import { defaultTiming } from '@dstudio/systems/timing';
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import { plural } from '../charts/format.ts';
import { messageOf } from '../shell/message.ts';
import { createSystemClient, Stopped } from './client.ts';
import type { Opened, Tiding } from './protocol.ts';
import { type Event, type Home, initial, reduce, type State } from './state.ts';

/** The system page's state and everything one can do to it. */
export function useSystem() {
  const [state, dispatch] = useReducer(reduce, defaultTiming, initial);
  const client = useMemo(createSystemClient, []);
  const latest = useRef<State>(state);
  latest.current = state;
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => client.close(), [client]);

  /** Runs one piece of work at a time: a new one stops the old. */
  const work = useCallback(
    async (
      begin: Event,
      go: (signal: AbortSignal, onTiding: (t: Tiding) => void) => Promise<void>,
    ) => {
      stopper.current?.abort();
      const mine = new AbortController();
      stopper.current = mine;
      dispatch(begin);
      const onTiding = (tiding: Tiding) => {
        if (mine.signal.aborted) return;
        if (tiding.kind === 'cell') dispatch(tiding);
        else dispatch({ kind: 'progress', progress: tiding });
      };
      try {
        await go(mine.signal, onTiding);
      } catch (error) {
        // A newer piece of work has the page now: the end of this one is no news.
        if (stopper.current !== mine) return;
        if (error instanceof Stopped) dispatch({ kind: 'stopped' });
        else dispatch({ kind: 'failed', message: messageOf(error) });
      }
    },
    [],
  );

  const prove = useCallback(
    (opened: Opened, timing: Timing, again?: readonly string[]) => {
      const matrix = again && latest.current.matrix;
      const cells = matrix ? again : opened.cells.map(({ id }) => id);
      return work({ kind: 'proving', again: cells }, async (signal, onTiding) => {
        const started = performance.now();
        const since = matrix && { matrix, again };
        const ask = { system: opened.system, timing, ...(since && { since }) };
        const found = await client.ask('prove', ask, { signal, onTiding });
        const took_s = ((performance.now() - started) / 1000).toFixed(1);
        const said = `${plural(cells.length, 'cell')} run in ${took_s} s.`;
        dispatch({ kind: 'proved', matrix: found, said });
      });
    },
    [client, work],
  );

  const open = useCallback(
    async (text: string, name: string, home?: Home) => {
      try {
        const found = await client.ask('open', { text, name });
        if (found.kind === 'capsule') {
          // What runs is of the system that was shown before.
          stopper.current?.abort();
          stopper.current = undefined;
          dispatch(found);
          return;
        }
        const { opened } = found;
        // An imported manifest is not overwritten with what was made of it.
        dispatch({ kind: 'opened', opened, home: opened.text === text ? home : undefined });
        void prove(opened, latest.current.timing);
      } catch (error) {
        if (error instanceof Stopped) return;
        dispatch({ kind: 'refused', name, message: messageOf(error) });
      }
    },
    [client, prove],
  );

  /** Writes a value into the text and runs what it can change. Rejects when it cannot be. */
  const edit = useCallback(
    async (path: string, value: string, fact?: Fact) => {
      const { opened, timing, matrix } = latest.current;
      if (!opened) return;
      const change = { opened, path, value, ...(fact && matrix && { fact, matrix }) };
      const answer = await client.ask('state', change);
      const said = `${path} is now stated as ${value}.`;
      dispatch({ kind: 'edited', opened: answer.opened, said });
      void prove(answer.opened, timing, answer.again);
    },
    [client, prove],
  );

  /** Writes what a call allows into the text. No figure depends on it, so nothing runs. */
  const answer = useCallback(
    async (path: string, value: string) => {
      const { opened } = latest.current;
      if (!opened) return;
      try {
        const next = await client.ask('state', { opened, path, value });
        const said = `${path} is now stated as ${value}.`;
        dispatch({ kind: 'edited', opened: next.opened, said });
      } catch (error) {
        if (!(error instanceof Stopped)) dispatch({ kind: 'failed', message: messageOf(error) });
      }
    },
    [client],
  );

  const mend = useCallback(() => {
    const { opened, timing, matrix } = latest.current;
    if (!opened || !matrix) return;
    void work({ kind: 'mending' }, async (signal, onTiding) => {
      const ask = { system: opened.system, timing, matrix };
      const plan = await client.ask('recommend', ask, { signal, onTiding });
      dispatch({ kind: 'mended', plan, said: 'The search is done.' });
    });
  }, [client, work]);

  const apply = useCallback(async () => {
    const { opened, plan, timing } = latest.current;
    if (!opened || !plan) return;
    try {
      const answer = await client.ask('apply', { opened, changes: plan.changes });
      const said = `${plural(plan.changes.length, 'policy', 'policies')} written into the system.`;
      dispatch({ kind: 'edited', opened: answer.opened, said });
      dispatch({ kind: 'closePlan' });
      void prove(answer.opened, timing);
    } catch (error) {
      dispatch({ kind: 'failed', message: messageOf(error) });
    }
  }, [client, prove]);

  const setTiming = useCallback(
    (timing: Timing) => {
      dispatch({ kind: 'timing', timing });
      const { opened } = latest.current;
      if (opened) void prove(opened, timing);
    },
    [prove],
  );

  /** The worker is ended, with all it runs; the next question starts a new one. */
  const stop = useCallback(() => {
    client.close();
  }, [client]);

  return { state, dispatch, client, open, prove, edit, answer, mend, apply, setTiming, stop };
}
