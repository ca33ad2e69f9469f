import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a module imports: `import x from 'y'`, `export * from 'y'`, `import 'y'`. Types count too. */
const SPECIFIER = /^\s*(?:import|export)\b[^'"`;]*?(?:from\s*)?['"]([^'"\n]+)['"]/gm;

/**
 * What a room's evidence rests on, as 16 hexadecimal digits: every source file that its `lab.ts`
 * reaches, in the room, in other rooms, in the simulator, the structures and the kernel. When one of
 * them changes, evidence found before is stale. Packages from elsewhere do not count.
 *
 * @param room the room's folder
 */
export const evidenceKey = (room: URL): string => {
  const start = new URL('lab.ts', room.href.endsWith('/') ? room : `${room.href}/`);
  const contents = new Map<string, string>();
  const pending = [start.href, new URL('../run-lab.ts', import.meta.url).href];
  for (let href = pending.pop(); href !== undefined; href = pending.pop()) {
    if (contents.has(href)) continue;
    const content = readFileSync(fileURLToPath(href), 'utf8').replaceAll('\r\n', '\n');
    contents.set(href, content);
    for (const [, specifier = ''] of content.matchAll(SPECIFIER)) {
      if (specifier.startsWith('.')) pending.push(new URL(specifier, href).href);
      else if (specifier.startsWith('@dstudio/')) {
        pending.push(pathToFileURL(createRequire(href).resolve(specifier)).href);
      }
    }
  }
  // By content and not by path, so that the key is the same in every clone.
  const digests = [...contents.values()].map((content) => sha256(content)).sort();
  return sha256(digests.join('\n')).slice(0, 16);
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
