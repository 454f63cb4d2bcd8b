import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { applied, kubectl, noCluster, request } from '../e2e/cluster.testkit.ts';
import { arbitrary } from './arbitrary.testkit.ts';
import { breaksOf, broken, written } from './broken.testkit.ts';
import { automationOf, canonicalApplication, canonicalRollout } from './canonical.ts';
import { apiVersionOf, fieldsOf } from './kind.ts';
import { type KindName, kindNames, kinds } from './kinds.ts';
import { validate } from './validate/validate.ts';

const cluster = inject('cluster');
const data = 'data' in cluster ? cluster.data : undefined;
const namespace = `api-${randomUUID().slice(0, 8)}`;

interface Stored {
  readonly metadata: Record<string, unknown>;
  readonly [field: string]: unknown;
}

const pathOf = (kind: KindName): string => {
  const { plural, scope } = kinds[kind];
  const base = `/apis/${apiVersionOf(kinds[kind])}`;
  return scope === 'Cluster' ? `${base}/${plural}` : `${base}/namespaces/${namespace}/${plural}`;
};

const objectOf = (kind: KindName, fields: object, name: string = `x-${randomUUID().slice(0, 13)}`) => ({
  apiVersion: apiVersionOf(kinds[kind]),
  kind,
  metadata: { name, ...(kinds[kind].scope !== 'Cluster' && { namespace }) },
  ...fields,
});

const anyFields = (kind: KindName): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(Object.entries(fieldsOf(kinds[kind])).map(([name, schema]) => [name, arbitrary(schema)])),
  );

describe.skipIf(noCluster)(`the API on a real API server (${noCluster ?? 'given'})`, () => {
  beforeAll(() => {
    const files = readdirSync('crds/yaml').map((file) => `-f=crds/yaml/${file}`);
    expect(kubectl(['apply', ...files])).toMatchObject({ ok: true });
    expect(kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...files])).toMatchObject({ ok: true });
    expect(kubectl(['create', 'namespace', namespace])).toMatchObject({ ok: true });
  });

  afterAll(() => {
    kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  describe('definitions', () => {
    it.each(kindNames)('of %s are established and structural', (kind) => {
      const { out } = kubectl([
        'get',
        'crd',
        `${kinds[kind].plural}.${apiVersionOf(kinds[kind]).split('/')[0]}`,
        '-o',
        'json',
      ]);
      const { status } = JSON.parse(out) as { status: { conditions: { type: string; status: string }[] } };
      const conditions = Object.fromEntries(status.conditions.map((condition) => [condition.type, condition.status]));
      expect(conditions).toMatchObject({ Established: 'True', NamesAccepted: 'True' });
      expect(conditions['NonStructuralSchema']).toBeUndefined();
    });

    it('are explained by kubectl', async () => {
      // The server publishes what it explains a moment after a definition is established.
      const explained = () => kubectl(['explain', 'rollout.spec.strategy.canary.steps']).out.replaceAll(/\s+/g, ' ');
      await expect
        .poll(explained, { timeout: 60_000, interval: 500 })
        .toContain('What happens between a new revision and its promotion');
      expect(explained()).toContain('Wait: for a time, or until somebody promotes.');
    });

    it('print the columns people know, and scale', () => {
      applied(objectOf('Rollout', { spec: { replicas: 3 } }, 'scaled'));
      expect(kubectl(['scale', 'rollout/scaled', '--replicas=5', '-n', namespace])).toMatchObject({ ok: true });
      const { out } = kubectl(['get', 'ro', 'scaled', '-n', namespace]);
      expect(
        out
          .split('\n')[0]
          ?.trim()
          .split(/\s{2,}/),
      ).toEqual(['NAME', 'DESIRED', 'CURRENT', 'UP-TO-DATE', 'AVAILABLE', 'AGE']);
      expect(out).toMatch(/^scaled +5 /m);
    });
  });

  describe.skipIf(!data)(`manifests as people have them (${data ? 'given' : 'needs SLUICE_TEST_DATA'})`, () => {
    const files = data ? readdirSync(`${data}/manifests`).filter((file) => file.endsWith('.yaml')) : [];
    const found = data ? readdirSync(`${data}/manifests/as-found`).filter((file) => file.endsWith('.yaml')) : [];

    beforeAll(() => {
      for (const name of ['shop', 'churn', 'argocd']) kubectl(['create', 'namespace', name]);
    });

    it.each(files)('%s applies', (file) => {
      expect(kubectl(['apply', '-f', `${data}/manifests/${file}`])).toMatchObject({ ok: true, error: '' });
    });

    it.each(files)('%s has no findings', (file) => {
      expect(storedFindings(`${data}/manifests/${file}`)).toEqual([]);
    });

    /** What each says that is to add; those not named here need nothing. */
    const toAdd: Readonly<Record<string, string[]>> = {
      'rollout-no-selector.yaml': ["spec.selector: Required value: Rollout has missing field '.spec.selector'"],
      'rollout-no-template.yaml': [
        "spec.selector: Required value: Rollout has missing field '.spec.selector'",
        'spec.template.spec.containers: Required value',
      ],
    };

    it.each(found)('as-found/%s applies, and says what to add', (file) => {
      expect(kubectl(['apply', '-f', `${data}/manifests/as-found/${file}`])).toMatchObject({ ok: true, error: '' });
      expect(storedFindings(`${data}/manifests/as-found/${file}`)).toEqual(toAdd[file] ?? []);
    });
  });

  describe('short forms', () => {
    const source = { repoURL: 'https://git.example.com/a.git', path: 'a' };
    const stored = (spec: object) =>
      (
        applied(objectOf('Application', { spec: { source, ...spec } })) as {
          spec: Parameters<typeof canonicalApplication>[0];
        }
      ).spec;

    it.each<[name: string, short: object, long: object]>([
      ['automated: true', { syncPolicy: { automated: true } }, { syncPolicy: { automated: {} } }],
      ['automated: false', { syncPolicy: { automated: false } }, {}],
      ['no project', {}, { project: 'default' }],
      [
        'a namespace alone',
        { destination: { namespace: 'a' } },
        { destination: { server: 'https://kubernetes.default.svc', namespace: 'a' } },
      ],
      [
        'manual: true',
        { syncPolicy: { automated: { prune: true }, manual: true } },
        { syncPolicy: { automated: { prune: true, enabled: false }, manual: true } },
      ],
    ])('of an Application: %s is stored as written and means the same as the long form', (_, short, long) => {
      const one = stored(short);
      expect(one).toEqual({ source, ...short });
      expect(canonicalApplication(one)).toEqual(canonicalApplication(stored(long)));
    });

    it('of an Application: manual: true is not automated, and a sync by hand prunes as the block says', () => {
      const { syncPolicy } = stored({ syncPolicy: { automated: { prune: true, selfHeal: false }, manual: true } });
      expect(automationOf(syncPolicy)).toMatchObject({ automated: false, prune: false, manualPrune: true });
    });

    it('of an Application: windows without selectors and health checks are kept', () => {
      const given = {
        syncPolicy: { syncWindows: [{ kind: 'deny', schedule: '0 22 * * *', duration: '8h' }] },
        health: [{ group: 'apps', kind: 'Deployment', check: 'return {status = "Healthy"}' }],
      };
      expect(stored(given)).toEqual({ source, ...given });
      expect(validate('Application', { spec: stored(given) })).toEqual([]);
    });

    it.each<[object]>([
      [{ rollingUpdate: { maxSurge: 1 } }],
      [{ rollingUpdate: { maxSurge: 1 }, type: 'RollingUpdate' }],
    ])('of a Rollout: %j is a canary without steps', (strategy) => {
      const rollout = (written: object) =>
        (
          applied(objectOf('Rollout', { spec: { strategy: written } })) as {
            spec: Parameters<typeof canonicalRollout>[0];
          }
        ).spec;
      expect(rollout(strategy)).toEqual({ strategy });
      expect(canonicalRollout(rollout(strategy))).toEqual(canonicalRollout(rollout({ canary: { maxSurge: 1 } })));
    });
  });

  describe('a misspelt field', () => {
    it('is pruned by the API server', () => {
      const { error } = kubectl(
        ['create', '--validate=false', '-f', '-'],
        JSON.stringify(objectOf('Rollout', { spec: { replica: 3, strategy: { canary: { maxSurg: 1 } } } }, 'misspelt')),
      );
      expect(error).toBe('');
      const { out } = kubectl(['get', 'ro', 'misspelt', '-n', namespace, '-o', 'jsonpath={.spec}']);
      expect(JSON.parse(out)).toEqual({ strategy: { canary: {} } });
    });

    it.each<[KindName, object, string]>([
      [
        'Application',
        { spec: { source: { repoURL: 'r', path: 'p' }, syncPolicy: { automated: { prun: true } } } },
        'spec.syncPolicy.automated.prun',
      ],
      [
        'Rollout',
        { spec: { template: { spec: { containers: [{ imge: 'x' }] } } } },
        'spec.template.spec.containers[0].imge',
      ],
    ])('that the API server keeps in %s is reported', (kind, fields, path) => {
      const object = applied(objectOf(kind, fields));
      expect(object).toMatchObject(fields);
      expect(validate(kind, object).filter(({ severity }) => severity === 'warning')).toMatchObject([{ path }]);
    });
  });

  it('fills in the defaults of the reference', () => {
    const metrics = [{ name: 'a', provider: { datadog: { query: 'q' } } }];
    const { spec } = applied(objectOf('AnalysisTemplate', { spec: { metrics } })) as { spec: { metrics: unknown[] } };
    const datadog = { query: 'q', apiVersion: 'v1', interval: '5m', requestTimeout: '10s' };
    expect(spec.metrics).toEqual([{ name: 'a', provider: { datadog } }]);
  });

  describe.each(kindNames)('random objects: %s', (kind) => {
    it('valid ones are stored as they are', async () => {
      await fc.assert(
        fc.asyncProperty(anyFields(kind), async (fields) => {
          const object = objectOf(kind, fields);
          const created = await request('POST', pathOf(kind), object);
          expect(created).toMatchObject({ status: 201 });
          const path = `${pathOf(kind)}/${object.metadata.name}`;
          const last = await storeStatus(kind, path, created.body as Stored, fields);
          const { apiVersion: _a, kind: _k, metadata: _m, ...stored } = last;
          expect(stored).toEqual(fields);
          await request('DELETE', path);
        }),
        { numRuns: 60 },
      );
    });

    it('invalid ones are refused by the API server or by validate', async () => {
      const refused = { byServer: 0, byValidate: 0 };
      await fc.assert(
        fc.asyncProperty(anyFields(kind), fc.nat(), async (fields, choice) => {
          const breaks = Object.entries(fieldsOf(kinds[kind]))
            .filter(([name]) => name !== 'status')
            .flatMap(([name, schema]) => breaksOf(schema, fields[name], [name]));
          const chosen = breaks[choice % breaks.length];
          if (!chosen) throw new Error('nothing to break');
          const { status: _, ...writable } = broken(objectOf(kind, fields), chosen) as Stored & { status?: unknown };
          const { status } = await request('POST', `${pathOf(kind)}?dryRun=All`, writable);
          if (status === 422 || status === 400) refused.byServer++;
          else {
            const errors = validate(kind, writable).filter(({ severity }) => severity === 'error');
            expect(errors.map(({ path }) => path)).toContain(written(chosen.path));
            refused.byValidate++;
          }
        }),
        { numRuns: 120 },
      );
      expect(refused.byServer).toBeGreaterThan(0);
    });
  });

  it('random Rollouts with two strategies are refused by validate', () => {
    fc.assert(
      fc.property(arbitrary(kinds.Rollout.spec), (spec) => {
        const both = { ...(spec as object), strategy: { canary: {}, blueGreen: { activeService: 'a' } } };
        const found = validate('Rollout', { spec: both }).map(({ message }) => message);
        expect(found.some((message) => message.endsWith('Multiple Strategies can not be listed'))).toBe(true);
      }),
    );
  });
});

/** Kinds with a status subresource take their status by a second write. */
async function storeStatus(
  kind: KindName,
  path: string,
  created: Stored,
  fields: Record<string, unknown>,
): Promise<Stored> {
  if (!('subresources' in kinds[kind])) return created;
  const { status, body } = await request('PUT', `${path}/status`, { ...created, status: fields['status'] });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as Stored;
}

/** What validation says of the stored objects of a file. */
function storedFindings(file: string): string[] {
  const { out } = kubectl(['get', '-f', file, '-o', 'json']);
  const parsed = JSON.parse(out) as { items?: Stored[] } & Stored;
  return (parsed.items ?? [parsed]).flatMap((object) => {
    const kind = object['kind'] as KindName;
    return kindNames.includes(kind) ? validate(kind, object).map(({ message }) => message) : [];
  });
}
