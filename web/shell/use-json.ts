import { useCallback, useEffect, useState } from 'react';
import { messageOf } from './message.ts';

export type Loaded<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly data: T }
  | { readonly status: 'failed'; readonly error: string };

/** Fetches JSON once a URL. `reload` asks again; a late answer to an older question is dropped. */
export function useJson<T>(url: string): readonly [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ status: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setLoaded({ status: 'loading' });
    fetch(url, { signal: stop.signal, headers: { accept: 'application/json' } })
      .then(async (response) => {
        if (!response.ok) throw new Error(await reasonOf(response));
        // The server is our own; its answer has the type both sides import.
        const data = (await response.json()) as T;
        setLoaded({ status: 'ready', data });
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setLoaded({ status: 'failed', error: messageOf(error) });
      });
    return () => stop.abort();
  }, [url, round]);
  return [loaded, useCallback(() => setRound((n) => n + 1), [])];
}

/** Why the server refused, in its own words (problem details, RFC 9457) where it has some. */
export async function reasonOf(response: Response): Promise<string> {
  const bare = `${new URL(response.url).pathname} answered ${response.status}`;
  if (!response.headers.get('content-type')?.includes('json')) return bare;
  const problem: unknown = await response.json().catch(() => undefined);
  if (typeof problem !== 'object' || problem === null) return bare;
  const said = ['title' in problem && problem.title, 'detail' in problem && problem.detail];
  return said.filter((part) => typeof part === 'string').join('. ') || bare;
}
