/** Who may import whom. One rule per line of docs/architecture.md; this file is the rule, the document explains it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDERS = ['analysis', 'bench', 'cli', 'controller', 'crds', 'e2e', 'kube', 'sandbox'].filter(existsSync);
const TEST = /\.(test|testkit|setup)\.ts$/;
const MOST_LINES = 250;

interface Import {
  readonly from: string;
  /** A path in this repository, or a package name. */
  readonly to: string;
  /** It vanishes when the program is built. */
  readonly isType: boolean;
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => posix.join(folder, file)),
).filter((file) => file.endsWith('.ts'));
const product = files.filter((file) => !TEST.test(file));
const imports: Import[] = product.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const specifiers = [
    ...readFileSync(from, 'utf8').matchAll(
      /^(?:import|export) [^;]*? from '([^']+)';$|^import '([^']+)';$|import\('([^']+)'\)/gm,
    ),
  ];
  return specifiers.map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const to = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;
    return { from, to, isType: /^(import|export) type /.test(match[0]) };
  });
}

/** Files that touch the outside world say so by their name. */
const IO =
  /(^|\/)(observe(-\w+)?|main|sampler)\.ts$|^controller\/(runtime|git|application\/(source|render))\/|^controller\/config\.ts$|^sandbox\/http\.ts$/;
/** Conditions are lists in, lists out. */
const OUTSIDE = /^kube\/(?!types|conditions|ownership)|^node:/;
const GENERATOR = ['crds/generate.ts', 'crds/generated-files.ts'];
/** A reader of the world that the command line may use only through cli/local.ts. */
const LOCAL = /^controller\/.*(observe|source\/|render\/)|^analysis\/providers\//;

describe('architecture', () => {
  it('sees the code it judges', () => expect(imports.length).toBeGreaterThan(60));

  it.each<[rule: string, broken: (i: Import) => boolean]>([
    [
      'crds imports only zod and itself',
      ({ from, to }) => from.startsWith('crds/') && !GENERATOR.includes(from) && !/^(crds\/|zod$)/.test(to),
    ],
    ['nobody imports the generator', ({ from, to }) => GENERATOR.includes(to) && !GENERATOR.includes(from)],
    [
      'kube knows nothing of rollouts',
      ({ from, to }) => from.startsWith('kube/') && /^(analysis|cli|controller|crds|sandbox)\//.test(to),
    ],
    [
      'kube uses undici, and client-node for credentials alone',
      ({ from, to }) =>
        from.startsWith('kube/') &&
        !/^(kube\/|node:|undici$)/.test(to) &&
        !(from === 'kube/login.ts' && to === '@kubernetes/client-node') &&
        !(/^kube\/yaml(-text)?\.ts$/.test(from) && to === 'yaml'),
    ],
    [
      'analysis stays below the controller',
      ({ from, to }) => from.startsWith('analysis/') && /^(cli|controller|sandbox)\/|^kube\/(?!types)/.test(to),
    ],
    [
      'controller code is pure unless its name says otherwise',
      ({ from, to, isType }) => from.startsWith('controller/') && !IO.test(from) && OUTSIDE.test(to) && !isType,
    ],
    [
      'the world outside the cluster is reached through one HTTP client',
      ({ from, to }) => to === 'axios' && from !== 'controller/runtime/http.ts',
    ],
    [
      'reconcilers meet in the cluster, not in imports',
      ({ from, to }) => siblings(from) !== undefined && siblings(to) !== undefined && siblings(from) !== siblings(to),
    ],
    [
      'the sandbox is a cluster of its own, which knows no controller of ours',
      ({ from, to }) => from.startsWith('sandbox/') && !/^(sandbox\/|kube\/|node:)/.test(to),
    ],
    [
      'nothing that runs in a real cluster needs the sandbox',
      ({ from, to }) => to.startsWith('sandbox/') && !/^(sandbox|cli|bench|e2e)\//.test(from),
    ],
    [
      'the API server of the sandbox has no sockets and no files: what lies on top of it has',
      ({ from, to }) =>
        /^sandbox\/\w[\w-]*\//.test(from) && (/^node:(?!crypto$|net$)/.test(to) || to === 'kube/http.ts'),
    ],
    [
      'the command line observes and renders through one door',
      ({ from, to }) => from.startsWith('cli/') && from !== 'cli/local.ts' && LOCAL.test(to),
    ],
    [
      'nobody imports the ends, but the benches play the stories of simulations',
      ({ from, to }) =>
        /^(cli|e2e|bench)\//.test(to) &&
        to.split('/')[0] !== from.split('/')[0] &&
        !(from.startsWith('bench/') && to.startsWith('e2e/simulations/')),
    ],
    ['product code imports no test code', ({ from, to }) => TEST.test(to) && !/^(e2e|bench)\//.test(from)],
    [
      'zod stays at the edges',
      ({ from, to }) => to === 'zod' && !/^(crds\/|analysis\/providers\/|controller\/config\.ts$|bench\/)/.test(from),
    ],
    [
      'YAML is read by one reader and written by one writer',
      ({ from, to }) => to === 'yaml' && ![...GENERATOR, 'kube/yaml.ts', 'kube/yaml-text.ts'].includes(from),
    ],
  ])('%s', (_, broken) => {
    expect(imports.filter(broken)).toEqual([]);
  });
});

describe('pure code', () => {
  const pure = product.filter(
    (file) => /^(analysis|controller|crds|sandbox)\//.test(file) && !IO.test(file) && !GENERATOR.includes(file),
  );
  it.each([/\bDate\.now\(|new Date\(\)/, /Math\.random\(/, /process\.env/, /setTimeout\(|setInterval\(/])(
    'contains no %s',
    (forbidden) => {
      expect(pure.filter((file) => forbidden.test(readFileSync(file, 'utf8')))).toEqual([]);
    },
  );
});

describe('every file', () => {
  const stateful =
    /^(export )?(let|var) |^(export )?const \w+(: (?!readonly |Readonly<)[^=]+)? = (new (Map|Set|WeakMap|WeakSet)(<[^;]*>)?\(\)|\[\]|\{\});/m;
  // The feed of the benches is a process of its own.
  const belowMain = product.filter((file) => !/(^|\/)main\.ts$|^bench\/feed\.ts$/.test(file));

  it('holds no state of its own below a main file', () => {
    expect(belowMain.filter((file) => stateful.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it(`has at most ${MOST_LINES} lines`, () => {
    const lengths = product.map((file) => [file, readFileSync(file, 'utf8').split('\n').length - 1] as const);
    expect(lengths.filter(([, lines]) => lines > MOST_LINES)).toEqual([]);
  });

  it('starts by saying what it is responsible for', () => {
    expect(product.filter((file) => !/^(#!.*\n)?\/\*\*/.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('has a name of its own', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(file))).toEqual([]);
  });
});

/** The reconciler a file belongs to, if any. */
function siblings(path: string): string | undefined {
  return /^controller\/(rollout|analysis-run|experiment|application|revert)\//.exec(path)?.[1];
}
