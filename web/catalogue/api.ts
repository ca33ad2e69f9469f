import type { Evidence, Page } from '@dstudio/catalog';

/** A room as the server gives it. */
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
