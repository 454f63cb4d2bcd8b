/** Times, as Go's own parser and printer treat them: all expectations are its answers. */
import { describe, expect, it } from 'vitest';
import { canonicalMicroTime, canonicalTime } from './decode-time.ts';

const AS = 'as "2006-01-02T15:04:05Z07:00"';
const AS_MICRO = 'as "2006-01-02T15:04:05.000000Z07:00"';

describe('a time', () => {
  it.each([
    ['stays as it is in UTC', '2020-02-29T12:30:45Z', '2020-02-29T12:30:45Z'],
    ['is moved to UTC', '2020-01-01T00:00:00+01:30', '2019-12-31T22:30:00Z'],
    ['loses its fraction', '2020-01-01T00:00:00.999Z', '2020-01-01T00:00:00Z'],
    ['may end the world', '9999-12-31T23:59:59-01:00', '10000-01-01T00:59:59Z'],
    ['is none in the year 1', '0001-01-01T00:00:00Z', null],
  ])('%s: %j', (_, text, canonical) => expect(canonicalTime(text)).toBe(canonical));

  it.each([
    ['abc', `"abc" ${AS}: cannot parse "abc" as "2006"`],
    ['', `"" ${AS}: cannot parse "" as "2006"`],
    ['é', `"\\xc3\\xa9" ${AS}: cannot parse "\\xc3\\xa9" as "2006"`],
    ['2020-01-01', `"2020-01-01" ${AS}: cannot parse "" as "T"`],
    ['2020-1-01T00:00:00Z', `"2020-1-01T00:00:00Z" ${AS}: cannot parse "1-01T00:00:00Z" as "01"`],
    ['2020-01-01 00:00:00Z', `"2020-01-01 00:00:00Z" ${AS}: cannot parse " 00:00:00Z" as "T"`],
    ['2020-01-01T00:00:00', `"2020-01-01T00:00:00" ${AS}: cannot parse "" as "Z07:00"`],
    ['2020-01-01T00:00:00Zx', '"2020-01-01T00:00:00Zx": extra text: "x"'],
    ['2020-13-01T00:00:00Z', '"2020-13-01T00:00:00Z": month out of range'],
    ['2021-02-29T00:00:00Z', '"2021-02-29T00:00:00Z": day out of range'],
    ['2020-01-01T24:00:00Z', '"2020-01-01T24:00:00Z": hour out of range'],
    ['2020-01-01T00:00:00+25:00', '"2020-01-01T00:00:00+25:00": time zone offset hour out of range'],
  ])('is not one: %j', (text, why) => expect(canonicalTime(text)).toEqual({ problem: `parsing time ${why}` }));
});

describe('a time with microseconds', () => {
  it('has six digits of them', () => {
    expect(canonicalMicroTime('2020-01-01T00:00:00.123456+01:00')).toBe('2019-12-31T23:00:00.123456Z');
  });

  it.each([
    ['2020-01-01T00:00:00Z', `"2020-01-01T00:00:00Z" ${AS_MICRO}: cannot parse "Z" as ".000000"`],
    ['2020-01-01T00:00:00.12345Z', `"2020-01-01T00:00:00.12345Z" ${AS_MICRO}: cannot parse ".12345Z" as ".000000"`],
    ['2020-01-01T00:00:00.1234567Z', `"2020-01-01T00:00:00.1234567Z" ${AS_MICRO}: cannot parse "7Z" as "Z07:00"`],
  ])('has no other number of digits: %j', (text, why) =>
    expect(canonicalMicroTime(text)).toEqual({ problem: `parsing time ${why}` }),
  );
});
