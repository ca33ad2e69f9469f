import type { Evidence, Page } from '@dstudio/catalog';
import { readCatalog } from '@dstudio/catalog/node';
import { ENGINE, evidenceKey } from '../evidence.ts';
import { ROOMS, VERSION } from '../house.ts';

/** A page with what stands beside it in its room. */
export interface CatalogPage extends Page {
  readonly hasLab: boolean;
  readonly evidence?: Evidence;
  /** The room or the engine has changed since its evidence was gathered. */
  readonly stale?: boolean;
}

/** What `GET /api/catalog` answers. */
export interface CatalogAnswer {
  readonly pages: readonly CatalogPage[];
  /** Version of the engine that runs labs and systems. */
  readonly engine: string;
  readonly version: string;
}

/** All pages of the studio's rooms as data, read anew: whoever edits one reloads to see it. */
export async function readCatalogAnswer(): Promise<CatalogAnswer> {
  const { rooms } = await readCatalog(ROOMS);
  const pages = rooms.map(({ page, hasLab, evidence }): CatalogPage => {
    if (evidence === undefined) return { ...page, hasLab };
    const stale = !hasLab || evidence.key !== evidenceKey(page.slug);
    return { ...page, hasLab, evidence, stale };
  });
  return { pages, engine: ENGINE, version: VERSION };
}
