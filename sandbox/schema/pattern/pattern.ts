/** Matching text with patterns that users wrote: Go's syntax, in time proportional to the text's length. */
import { isWord, NEWLINE } from './character-classes.ts';
import { patternTree } from './parse.ts';
import { type Program, programOf } from './program.ts';
import { PatternError, type Place } from './syntax-tree.ts';

const MOST_STATES = 1000;
const MOST_STEPS = 5_000_000;

/** What stands before or after a place in the text. */
type Beside = 'edge' | 'newline' | 'word' | 'other';

/** The instructions that wait for the next character. */
interface State {
  readonly waiting: readonly number[];
  readonly before: Beside;
  readonly after: Map<number, State | 'match'>;
  matchesAtEnd?: boolean;
}

export type Matcher = (text: string) => boolean;

/** Why it is no pattern, if it is none. */
export function patternFault(text: string): string | undefined {
  try {
    programOf(patternTree(text), text);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** What a matcher keeps between texts. */
interface Machine {
  readonly program: Program;
  readonly states: Map<string, State>;
  /** How much may still be done for one text. */
  steps: number;
}

/**
 * Whether text holds a match somewhere. States are made when they are first needed and kept, so that a text costs
 * one look-up per character; a text that needs more than a few million steps counts as not matching.
 */
export function matcher(pattern: string): Matcher {
  const program = programOf(patternTree(pattern), pattern);
  const first: State = { waiting: [program.start], before: 'edge', after: new Map() };
  const machine: Machine = { program, states: new Map(), steps: 0 };
  return (text) => {
    machine.steps = MOST_STEPS;
    let state = first;
    for (let at = 0; at < text.length; at++) {
      const point = text.codePointAt(at) ?? 0;
      if (point > 0xffff) at++;
      const next = state.after.get(point) ?? advanced(machine, state, point);
      if (typeof next === 'string') return next === 'match';
      state = next;
    }
    state.matchesAtEnd ??= reached(machine, state, 'edge') === undefined;
    return state.matchesAtEnd;
  };
}

function advanced(machine: Machine, state: State, point: number): State | 'match' | 'too much' {
  if (machine.steps < 0) return 'too much';
  const next = stateAfter(machine, state, point);
  if (state.after.size < MOST_STATES) state.after.set(point, next);
  return next;
}

function stateAfter(machine: Machine, state: State, point: number): State | 'match' {
  const { instructions, start } = machine.program;
  const takers = reached(machine, state, besideOf(point));
  if (!takers) return 'match';
  const waiting = [start];
  for (const index of takers) {
    const instruction = instructions[index];
    if (instruction?.does === 'take' && instruction.test(point)) waiting.push(instruction.next);
  }
  return known(machine.states, waiting, besideOf(point));
}

function known(states: Map<string, State>, waiting: number[], before: Beside): State {
  const unique = [...new Set(waiting)].sort((a, b) => a - b);
  const key = `${before} ${unique.join(' ')}`;
  const found = states.get(key);
  if (found) return found;
  if (states.size >= MOST_STATES) {
    for (const state of states.values()) state.after.clear();
    states.clear();
  }
  const state: State = { waiting: unique, before, after: new Map() };
  states.set(key, state);
  return state;
}

/** The instructions that take a character, as far as they can be reached without one; `undefined` for a match. */
function reached(machine: Machine, state: State, after: Beside): readonly number[] | undefined {
  const { instructions } = machine.program;
  const seen = new Set(state.waiting);
  const takers: number[] = [];
  for (const index of seen) {
    const instruction = instructions[index];
    machine.steps--;
    if (instruction?.does === 'match') return undefined;
    if (instruction?.does === 'take') takers.push(index);
    else if (instruction?.does === 'fork') seen.add(instruction.next).add(instruction.other);
    else if (instruction && holds(instruction.place, state.before, after)) seen.add(instruction.next);
  }
  return takers;
}

function holds(place: Place, before: Beside, after: Beside): boolean {
  switch (place) {
    case 'text-start':
      return before === 'edge';
    case 'text-end':
      return after === 'edge';
    case 'line-start':
      return before === 'edge' || before === 'newline';
    case 'line-end':
      return after === 'edge' || after === 'newline';
    case 'word-edge':
      return (before === 'word') !== (after === 'word');
    case 'no-word-edge':
      return (before === 'word') === (after === 'word');
  }
}

function besideOf(point: number): Beside {
  if (point === NEWLINE) return 'newline';
  return isWord(point) ? 'word' : 'other';
}
