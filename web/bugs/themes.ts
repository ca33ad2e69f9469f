import type { Bug, Theme } from '@dstudio/bugs';

/** The chapters of the suite, in a reader's order. The type holds every theme to a name. */
export const themes: Readonly<Record<Theme, string>> = {
  disk: 'Disks and crashes',
  messages: 'Retries, duplicates and order',
  queues: 'Queues and events',
  caches: 'Caches',
  transactions: 'Transactions',
  replication: 'Replicas and quorums',
  consensus: 'Leaders and consensus',
  clocks: 'Clocks, leases and locks',
};

/** 'retry-not-idempotent' as a title. */
export function titleOf({ slug }: Pick<Bug, 'slug'>): string {
  const words = slug.replaceAll('-', ' ').replace(/^g counter/, 'G-counter');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Those in which each word of the query stands somewhere: in the name, the sentences or the theme. */
export function filterBugs(bugs: readonly Bug[], query: string): readonly Bug[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return bugs.filter((bug) => {
    const text = [bug.slug, titleOf(bug), bug.wrong, bug.right, themes[bug.theme]];
    const all = text.join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Chapters with what is in them; empty ones are left out. */
export function chaptersOf(
  bugs: readonly Bug[],
): readonly { readonly theme: Theme; readonly title: string; readonly bugs: readonly Bug[] }[] {
  // Keys of an object literal of this type are themes.
  return (Object.keys(themes) as Theme[])
    .map((theme) => ({
      theme,
      title: themes[theme],
      bugs: bugs.filter((bug) => bug.theme === theme),
    }))
    .filter((chapter) => chapter.bugs.length > 0);
}
