import { describe, expect, it } from 'vitest';
import { busy } from './autoscalers.testkit.ts';
import { ambiguity, type Selection, selectedBy, selectionOf } from './selection.ts';

const of = (text: string) => selectionOf(text, undefined) as Selection;
const labelled = (name: string, app: string) => {
  const pod = busy({ name });
  return { ...pod, metadata: { ...pod.metadata, labels: { app } } };
};
const [A, B] = [labelled('a', 'a'), labelled('b', 'b')];
const names = (selection: Selection) => selectedBy(selection, [A, B]).map(({ metadata }) => metadata.name);

describe('a selection', () => {
  it.each([
    ['app=a', ['a']],
    ['app in (a,b)', ['a', 'b']],
    ['app,app!=b', ['a']],
    ['other', []],
  ])('of %s is %j', (text, expected) => expect(names(of(text))).toEqual(expected));

  it('is read once, and again when it changes', () => {
    const first = of('app=a');
    expect(selectionOf('app=a', first)).toBe(first);
    expect(names(selectionOf('app=b', first) as Selection)).toEqual(['b']);
  });

  it('may be hostile', () => {
    expect(selectionOf('('.repeat(100_000), undefined)).toMatchObject({ reason: 'InvalidSelector' });
  });
});

describe('pods that several autoscalers select', () => {
  const clash = (...others: readonly (readonly [name: string, text: string])[]) =>
    ambiguity({ name: 'web', selection: of('app=a') }, [A], {
      others: others.map(([name, text]) => ({ name, selection: of(text) })),
      namespace: 'shop',
    });

  it('are told of, with all of these in order', () => {
    expect(clash(['x', 'app'], ['b', 'app!=b'], ['other', 'app=b'])).toMatchObject({
      reason: 'AmbiguousSelector',
      problem: 'pods by selector app=a are controlled by multiple HPAs: [{b shop} {web shop} {x shop}]',
    });
  });

  it('are none where others select others', () => expect(clash(['other', 'app=b'])).toBeUndefined());
});
