/** A pattern as a small program whose every instruction is followed in parallel: no input makes it slow. */
import { type CharacterTest, PatternError, type PatternNode, type Place } from './syntax-tree.ts';

const MOST_INSTRUCTIONS = 5000;

export type Instruction =
  | { readonly does: 'take'; readonly test: CharacterTest; readonly next: number }
  | { readonly does: 'require'; readonly place: Place; readonly next: number }
  | { readonly does: 'fork'; readonly next: number; readonly other: number }
  | { readonly does: 'match' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

/** Throws a PatternError where the pattern is too large. */
export function programOf(tree: PatternNode, text: string): Program {
  const instructions: Instruction[] = [{ does: 'match' }];
  const add = (instruction: Instruction): number => {
    if (instructions.length >= MOST_INSTRUCTIONS) throw new PatternError('expression too large', text);
    return instructions.push(instruction) - 1;
  };
  /** Writes the instructions of a node backwards: what follows it is there already. */
  const written = (node: PatternNode, next: number): number => {
    switch (node.is) {
      case 'character':
        return add({ does: 'take', test: node.test, next });
      case 'place':
        return add({ does: 'require', place: node.place, next });
      case 'all':
        return node.parts.reduceRight((after, part) => written(part, after), next);
      case 'either':
        return node.parts
          .map((part) => written(part, next))
          .reduceRight((other, one) => add({ does: 'fork', next: one, other }));
      case 'repeated':
        return repeated(node, next);
    }
  };
  const repeated = ({ part, least, most }: PatternNode & { is: 'repeated' }, next: number): number => {
    let start = next;
    if (most < 0) {
      const loop = add({ does: 'fork', next, other: next });
      instructions[loop] = { does: 'fork', next: written(part, loop), other: next };
      start = loop;
    } else {
      for (let more = least; more < most; more++)
        start = add({ does: 'fork', next: written(part, start), other: next });
    }
    for (let more = 0; more < least; more++) start = written(part, start);
    return start;
  };
  const start = written(tree, 0);
  return { instructions, start };
}
