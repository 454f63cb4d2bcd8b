import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportOn } from './findings.ts';
import { sourcesAt } from './sources.ts';

const { env } = process;
const data = env['SLUICE_TEST_DATA'];
const folder = mkdtempSync(join(tmpdir(), 'sluice-lint-'));
const OURS = 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n';

const input = (...pieces: readonly string[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)));
const namesIn = async (...paths: readonly string[]) => {
  const { sources, charts } = await sourcesAt(
    paths.map((path) => join(folder, path)),
    input(),
  );
  return [...sources.map(({ name }) => name), ...charts].map((name) => name.slice(folder.length + 1));
};

beforeAll(() => {
  const files = {
    'b.yaml': OURS,
    'a/c.yml': OURS,
    'a/d.json': '{"apiVersion":"v1"}',
    'values.yaml': 'image: {{ .broken }}',
    'notes.txt': OURS,
    '.git/e.yaml': OURS,
    'node_modules/f.yaml': OURS,
    'chart/Chart.yaml': 'apiVersion: v2',
    'chart/templates/g.yaml': `${OURS}{{ end }}`,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  symlinkSync(folder, join(folder, 'a/loop'));
  writeFileSync(join(folder, 'large.txt'), '');
  truncateSync(join(folder, 'large.txt'), 100 * 1024 * 1024);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is read', () => {
  it('is all that may be a manifest below a folder', async () => {
    expect(await namesIn('')).toEqual(['a/c.yml', 'a/d.json', 'b.yaml', 'chart/Chart.yaml', 'chart/templates']);
  });

  it('is a file, whatever its name and what is in it, once', async () => {
    expect(await namesIn('notes.txt', 'values.yaml', 'notes.txt')).toEqual(['notes.txt', 'values.yaml']);
  });

  it('is what another tool has rendered', async () => {
    const rendered = `---\n# Source: shop/templates/web.yaml\n${OURS}metadata: {name: web}\nspec: {}\n`;
    const { sources } = await sourcesAt(['-'], input(rendered.slice(0, 30), rendered.slice(30)));
    expect(sources).toEqual([{ name: 'stdin', text: rendered }]);
    expect((await reportOn(sources)).findings[0]).toMatchObject({ file: 'stdin', line: 6, severity: 'error' });
  });

  it('is bounded', async () => {
    await expect(namesIn('large.txt')).rejects.toThrow('more than 64 MiB to read');
    const endless = new Readable({ read: () => void endless.push(Buffer.alloc(1024 * 1024)) });
    await expect(sourcesAt(['-'], endless)).rejects.toThrow('more than 64 MiB to read');
  });

  it('must be there', async () => {
    await expect(namesIn('nothing')).rejects.toThrow('ENOENT');
  });
});

describe.skipIf(!data)(`manifests as people have them (${data ? 'given' : 'needs SLUICE_TEST_DATA'})`, () => {
  const linted = async (path: string) => reportOn((await sourcesAt([`${data}/manifests/${path}`], input())).sources);

  it('are checked together', async () => {
    const { findings, notChecked, checked } = await linted('');
    expect(checked).toBeGreaterThan(10);
    expect(notChecked).toEqual([]);
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    // What is missing in those that were found broken.
    expect(errors.filter((one) => !/Required value/.test(one))).toEqual([]);
  });

  it('are not blamed alone', async () => {
    expect(await linted('rollout-blue-green.yaml')).toMatchObject({ notChecked: ['analysistemplates', 'services'] });
  });
});
