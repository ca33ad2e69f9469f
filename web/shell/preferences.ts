import { useCallback, useState } from 'react';

/** A choice kept in this browser. Storage may be forbidden; the choice then lasts for the visit. */
export function usePreference<T extends string>(
  name: string,
  options: readonly [T, ...T[]],
): readonly [T, (value: T) => void] {
  const key = `dstudio.${name}`;
  const [value, setValue] = useState<T>(() => {
    const kept = read(key);
    return options.find((option) => option === kept) ?? options[0];
  });
  const choose = useCallback(
    (next: T) => {
      setValue(next);
      write(key, next);
    },
    [key],
  );
  return [value, choose];
}

export function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden or full: nothing here is worth an error.
  }
}
