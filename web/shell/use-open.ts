import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { CatalogAnswer } from '../catalogue/api.ts';
import { messageOf } from './message.ts';

/** A text that could not be opened, and why. */
export interface Refused {
  readonly name: string;
  readonly message: string;
}

/**
 * Leads a text that was opened to the page that can read it.
 * @param catalog where a lab's capsule may lead; undefined until it has come
 */
export function useOpen(catalog: CatalogAnswer | undefined) {
  const [refused, refuse] = useState<Refused>();
  const [location, navigate] = useLocation();
  const around = useRef({ catalog, location, navigate });
  around.current = { catalog, location, navigate };
  useEffect(() => refuse(undefined), [location]);

  const open = useCallback(async (text: string, name: string) => {
    const { catalog, location, navigate } = around.current;
    try {
      const { placeOf } = await import('./place.ts');
      const labs = catalog?.pages.filter(({ hasLab }) => hasLab).map(({ slug }) => slug);
      const { path, handed } = placeOf({ text, name }, labs && new Set(labs));
      refuse(undefined);
      navigate(path, { replace: path === location, state: handed && { handed } });
    } catch (error) {
      refuse({ name, message: messageOf(error) });
    }
  }, []);
  return { open, refused, refuse };
}
