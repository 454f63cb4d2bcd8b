import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fluxValues } from './influxdb-csv.ts';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const valuesIn = (csv: string): readonly unknown[] => fluxValues('influxdb', csv).map(({ value }) => value);

describe('fluxValues', () => {
  it('are the texts that were written, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.constantFrom('\n', '\r\n'), (texts, end) => {
        const rows = ['#datatype,string,string', ',name,_value', ...texts.map((text) => `,a,${quoted(text)}`)];
        expect(valuesIn(rows.map((row) => row + end).join(''))).toEqual(texts);
      }),
    );
  });

  it('are the numbers that were written', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noDefaultInfinity: true })), (numbers) => {
        const rows = ['#datatype,string,double', ',name,_value', ...numbers.map((number) => `,a,${number}`)];
        expect(valuesIn(rows.map((row) => `${row}\n`).join(''))).toEqual(numbers.map((number) => number + 0));
      }),
    );
  });

  it('are none of what was cut off', () => {
    const csv = '#datatype,string,double\r\n,name,_value\r\n,a,1\r\n';
    expect(valuesIn(csv)).toEqual([1]);
    expect(() => valuesIn(csv.slice(0, -1))).toThrow('a part of it');
    expect(() => valuesIn(csv.slice(0, -2))).toThrow('a part of it');
  });

  it('are of tables that are not too wide', () => {
    expect(() => valuesIn(`${','.repeat(1_000)}\n`)).toThrow('influxdb answered more than 1000 columns');
  });

  it('come of a long cell as well', () => {
    expect(valuesIn(`_value\n"${'""'.repeat(500_000)}"\n`)).toEqual(['"'.repeat(500_000)]);
  });
});
