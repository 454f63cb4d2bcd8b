/** Bundles the command line into dist/, dependencies included, so that what is installed needs no package beside itself. */
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

/** `dist`, or where a test wants it. */
const outdir = process.argv[2] ?? 'dist';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: { sluice: 'cli/main.ts' },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  define: { SLUICE_VERSION: JSON.stringify(version) },
  // CommonJS packages in the bundle call require() for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
