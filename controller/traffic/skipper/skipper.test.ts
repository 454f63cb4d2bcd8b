/** What Skipper is told: an annotation of Ingresses, and weights in RouteGroups. */
import { describe, expect, it } from 'vitest';
import { LEASES } from '../leases.ts';
import { type AnyObject, ingress, PLACE, splitAt } from '../routers.testkit.ts';
import { itKeepsItsPromises, released, steered } from '../rules/promises.testkit.ts';
import { paths, ref, routeGroup, skipperCase } from './skipper.case.testkit.ts';
import { skipper } from './skipper.ts';

const WEIGHTS = 'zalando.org/backend-weights';
const config = { ingresses: ['web'] };
const subject = { router: skipper, config };
const both = { rules: [{ host: 'a', http: { paths: paths('/', 'demo-stable', 'demo-canary') } }] };

function changed(object: AnyObject): AnyObject {
  return { ...object, spec: { ...(object.spec as object), hosts: ['new'] } };
}

const weightsOf = (objects: readonly AnyObject[]): unknown =>
  JSON.parse(objects[0]?.metadata.annotations?.[WEIGHTS] ?? 'null');

describe('both kinds', () => {
  itKeepsItsPromises({
    ...{ router: skipper, changed, objects: skipperCase.objects },
    config: { ingresses: ['web'], routeGroups: ['group', 'routes'] },
    golden: new URL('golden.yaml', import.meta.url),
  });
});

describe('the annotation of an Ingress', () => {
  it.each<[string, string | undefined, object]>([
    ['is added', undefined, { 'demo-stable': 80, 'demo-canary': 20 }],
    [
      'keeps the weights of other Services',
      '{"other":3,"demo-stable":1}',
      { other: 3, 'demo-stable': 80, 'demo-canary': 20 },
    ],
    ['is written anew where nobody can read it', '{', { 'demo-stable': 80, 'demo-canary': 20 }],
  ])('%s', (_, before, weights) => {
    const annotations: Record<string, string> = before === undefined ? {} : { [WEIGHTS]: before };
    expect(weightsOf(steered(subject, splitAt(20), [ingress('web', both, annotations)]))).toEqual(weights);
  });

  it('says why', () => {
    expect(skipper.render(config, PLACE, splitAt(20), [ingress('web', both)]).actions).toMatchObject([
      { because: 'canary weight none -> 20 in Ingress shop/web' },
    ]);
  });

  it('is left alone at the end where another router has leased the Ingress', () => {
    const leased = ingress('web', both, {
      [WEIGHTS]: '{"demo-canary":5}',
      [LEASES]: '{"uid-demo":["metadata.annotations[x]"]}',
    });
    expect(released(subject, [leased])).toEqual([leased]);
  });

  it.each<[string, string | undefined, number, number]>([
    ['are equal without it', undefined, 1, 2],
    ['are equal where all are 0', '{"demo-stable":0,"demo-canary":0}', 1, 2],
    ['are 0 where it names only another', '{"demo-stable":5}', 0, 5],
  ])('weights %s', (_, text, canary, of) => {
    const annotations: Record<string, string> = text === undefined ? {} : { [WEIGHTS]: text };
    const { shown } = skipper.observed(config, PLACE, [ingress('web', both, annotations)]);
    expect(shown).toMatchObject([{ where: '/ in rule 1 of Ingress shop/web', weights: { 'demo-canary': canary }, of }]);
  });

  it.each<[string, object, string]>([
    [
      'has no path for the canary',
      { rules: [{ http: { paths: paths('/', 'demo-stable') } }, { http: { paths: paths('/', 'demo-canary') } }] },
      'has no path / in rule 1 for service demo-canary',
    ],
    [
      'has it under another path',
      { rules: [{ http: { paths: [...paths('/', 'demo-stable'), ...paths('/b', 'demo-canary')] } }] },
      'has no path / in rule 1 for service demo-canary',
    ],
    ['does not know stable', { rules: [] }, 'has no rules using service demo-stable'],
  ])('is not written where it %s', (_, spec, problem) => {
    const objects = [ingress('web', spec)];
    expect(skipper.render(config, PLACE, splitAt(20), objects)).toMatchObject({ actions: [] });
    expect(skipper.observed(config, PLACE, objects).problems[0]).toContain(`Ingress shop/web ${problem}`);
    expect(skipper.unfit(config, PLACE, objects)[0]?.message).toContain(`ingress \`web\` ${problem}`);
  });
});

describe('a RouteGroup', () => {
  const group = { routeGroups: ['group'] };
  it.each<[string, object, string]>([
    [
      'without a backend for the canary',
      {
        backends: [{ name: 'a', type: 'service', serviceName: 'demo-stable' }],
        defaultBackends: [{ backendName: 'a' }],
      },
      'has no backend for service demo-canary',
    ],
    ['that does not use stable', { defaultBackends: [ref('other')] }, 'has no rules using service demo-stable'],
    [
      'that names something else by its name',
      {
        backends: [{ name: 'demo-stable-svc', type: 'network', address: 'http://x' }],
        defaultBackends: [ref('demo-stable')],
      },
      'has no rules using service demo-stable',
    ],
  ])('%s is a problem, and makes the spec invalid', (_, spec, problem) => {
    const objects = [routeGroup(spec)];
    expect(skipper.render(group, PLACE, splitAt(20), objects)).toMatchObject({
      actions: [],
      problems: [`RouteGroup shop/group ${problem}`],
    });
    expect(skipper.unfit(group, PLACE, objects)[0]?.message).toContain(`routegroup \`group\` ${problem}`);
  });

  it('remembers which of its default backends is stable', () => {
    const spec = { defaultBackends: [ref('demo-canary', 0), ref('demo-stable', 1)] };
    const live = steered({ router: skipper, config: group }, splitAt(20), [routeGroup(spec)]);
    expect(released({ router: skipper }, live, { stableService: '', canaryService: '' })).toMatchObject([
      { spec: { defaultBackends: [ref('demo-canary', 0), ref('demo-stable', 100)] } },
    ]);
  });

  it('shows its weights where they stand', () => {
    const spec = {
      defaultBackends: [ref('demo-stable', 80), ref('demo-canary', 20)],
      routes: [{ backends: [ref('demo-stable')] }],
    };
    expect(skipper.observed(group, PLACE, [routeGroup(spec)]).shown).toMatchObject([
      { where: 'spec.defaultBackends of RouteGroup shop/group', weights: { 'demo-canary': 20 }, of: 100 },
      { where: 'rule 1 of RouteGroup shop/group', weights: { 'demo-canary': 0 }, of: 1 },
    ]);
  });
});
