import fc from 'fast-check';
import { expect, it } from 'vitest';
import { elementIn, elementsAt, textAt } from './xml.ts';

const ANSWER = `<?xml version="1.0"?>
<A xmlns="http://x/"><R><member><K>one</K></member><member><K>a &lt;b&gt; &amp;&#65;&#x42;</K><Empty/></member></R></A>\n`;

it('reads elements along a path', () => {
  const answer = elementIn(ANSWER);
  expect(elementsAt(answer, 'R', 'member', 'K').map(({ text }) => text)).toEqual(['one', 'a <b> &AB']);
  expect([textAt(answer, 'R', 'member', 'K'), textAt(answer, 'R', 'other')]).toEqual(['one', undefined]);
  expect(textAt(answer, 'R', 'member', 'Empty')).toBe('');
});

it.each<[what: string, text: string]>([
  ['nothing', ''],
  ['text', 'Service Unavailable'],
  ['JSON', '{"a": 1}'],
  ['an end too few', '<a><b></a>'],
  ['an end too many', '<a></a></b>'],
  ['two documents', '<a/><b/>'],
  ['text around it', 'x<a/>'],
  ['half a tag', '<a><b'],
  ['entities of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['a comment', '<a><!-- b --></a>'],
  ['a depth of 33', '<a>'.repeat(33) + '</a>'.repeat(33)],
  ['more than 200,000 elements', `<a>${'<b/>'.repeat(200_000)}</a>`],
  ['more than 4 MiB', `<a>${'b'.repeat(4 * 1024 * 1024)}</a>`],
])('refuses %s', (_, text) => expect(() => elementIn(text)).toThrow('the answer is no XML of the expected kind'));

it('reads a depth of 32 and unknown entities as they are', () => {
  expect(elementIn('<a>'.repeat(32) + '</a>'.repeat(32)).name).toBe('a');
  expect(elementIn('<a>&b; &#x110000;</a>').text).toBe('&b; &#x110000;');
});

it('answers or throws its one line, whatever it is given', () => {
  const piece = fc.constantFrom('<', '>', '/', '?', '!', '&', ';', '#', 'a', ' ', '<a>', '</a>', '<a/>', '--', '"');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      try {
        elementIn(pieces.join(''));
      } catch (error) {
        expect((error as Error).message).toBe('the answer is no XML of the expected kind');
      }
    }),
  );
});
