/** What may come next on a command line that somebody is typing. Pure. */
import type { Command, Option } from 'commander';

export interface Candidates {
  /** Commands or flags, those that begin as the last word does. */
  readonly words: readonly string[];
  /** The kind of the objects that may be named there, such as `Rollout`. */
  readonly objects: string | undefined;
  /** Begins the last word. */
  readonly prefix: string;
  /** Values of flags so far, such as the namespace. */
  readonly flags: Readonly<Record<string, string>>;
}

/** How far the words before the last lead. */
interface Place {
  readonly command: Command;
  readonly operands: number;
  readonly flags: Readonly<Record<string, string>>;
  /** The flag whose value is to come. */
  readonly open: Option | undefined;
}

/** `words` are those after the program's name, up to the one that is being typed. */
export function candidatesFor(root: Command, words: readonly string[]): Candidates {
  const prefix = words.at(-1) ?? '';
  const start: Place = { command: root, operands: 0, flags: {}, open: undefined };
  const { command, operands, flags, open } = words.slice(0, -1).reduce(after, start);
  if (open) return { words: [], objects: undefined, prefix, flags };
  const found = prefix.startsWith('-') ? flagsOf(command) : operands === 0 ? commandsOf(command) : [];
  const objects = prefix.startsWith('-') ? undefined : objectsOf(command, operands);
  return { words: found.filter((word) => word.startsWith(prefix)), objects, prefix, flags };
}

function after(place: Place, word: string): Place {
  const { command, operands, flags, open } = place;
  if (open) return { ...place, flags: { ...flags, [open.attributeName()]: word }, open: undefined };
  if (word.startsWith('-')) return withFlag(place, word);
  const next = operands === 0 ? command.commands.find((one) => isCalled(one, word)) : undefined;
  return next ? { ...place, command: next } : { ...place, operands: operands + 1 };
}

function withFlag(place: Place, word: string): Place {
  const [name = '', ...value] = word.split('=');
  const option = place.command.options.find(({ short, long }) => name === short || name === long);
  if (!option || option.isBoolean()) return place;
  if (value.length === 0) return { ...place, open: option };
  return { ...place, flags: { ...place.flags, [option.attributeName()]: value.join('=') } };
}

const isCalled = (command: Command, word: string): boolean => [command.name(), ...command.aliases()].includes(word);

const flagsOf = (command: Command): readonly string[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ short, long }) => [long, short].filter((one) => one !== undefined));

const commandsOf = (command: Command): readonly string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());

/** The kind that the argument's description names; the last argument may stand for many. */
function objectsOf({ registeredArguments }: Command, operands: number): string | undefined {
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[operands] ?? (last?.variadic ? last : undefined);
  return /^names? of (?:an? )?(\w+?)s?$/.exec(argument?.description ?? '')?.[1];
}
