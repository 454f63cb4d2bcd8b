/** Bundles the command line into dist/, dependencies included, so that what is installed needs no package beside itself. */
import { readFileSync, rmSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';

/** `dist`, or where a test wants it. */
const outdir = process.argv[2] ?? 'dist';

const CLIENT = '@kubernetes/client-node';
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** Most of client-node is generated and without effects, which its package does not say: only what is used is loaded. */
const onlyWhatIsUsed: Plugin = {
  name: 'only what is used',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /client-node|^\./ }, async ({ path, pluginData, ...from }) => {
      const isOfPackage = path === CLIENT || from.importer.includes(`node_modules/${CLIENT}/`);
      if (pluginData === 'asked' || !isOfPackage) return undefined;
      return { ...(await resolve(path, { ...from, pluginData: 'asked' })), sideEffects: false };
    });
  },
};

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
  plugins: [onlyWhatIsUsed],
  define: { SLUICE_VERSION: JSON.stringify(version) },
  // CommonJS packages in the bundle call require() for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
