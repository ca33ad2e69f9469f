import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { evidenceKey } from './index.ts';

/** A room inside node_modules: packages resolve there, and git and other tools look away. */
const inRoom = async (body: (folder: string) => Promise<void>): Promise<void> => {
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
  const folder = await mkdtemp(join(modules, '.room-'));
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

test('the key follows what the lab reaches, and nothing else', async () => {
  await inRoom(async (folder) => {
    const key = (): string => evidenceKey(pathToFileURL(folder));
    await writeFile(
      join(folder, 'lab.ts'),
      "import { x } from './x.ts';\nimport type { Lab } from '@dstudio/simulator';\nimport 'yaml';\n",
    );
    await writeFile(join(folder, 'x.ts'), "export {\n  y as x,\n} from './y.ts';\n");
    await writeFile(join(folder, 'y.ts'), 'export const y = 1;\n');
    await writeFile(join(folder, 'z.ts'), 'export const z = 1;\n');
    const first = key();
    assert.match(first, /^[0-9a-f]{16}$/);
    await writeFile(join(folder, 'z.ts'), 'export const z = 2;\n');
    assert.equal(key(), first);
    await writeFile(join(folder, 'y.ts'), 'export const y = 2;\n');
    const second = key();
    assert.notEqual(second, first);
    const copy = join(folder, 'copy');
    await mkdir(copy);
    for (const name of ['lab.ts', 'x.ts', 'y.ts']) await cp(join(folder, name), join(copy, name));
    assert.equal(evidenceKey(pathToFileURL(copy)), second);
    assert.equal(evidenceKey(new URL(`${pathToFileURL(copy).href}/`)), second);
  });
});
