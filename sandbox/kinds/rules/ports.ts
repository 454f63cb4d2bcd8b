/** What numbers and names of ports may be. */
import { isLonger, type Rule, tooManyCharacters } from './names.ts';

export const between = (least: number, most: number): string => `must be between ${least} and ${most}, inclusive`;

/** What is wrong with a port's number, if anything. */
export const portNumber = (port: number): string | undefined =>
  port >= 1 && port <= 65_535 ? undefined : between(1, 65_535);

/** Names that a service type may refer a port by: 15 characters at most. */
export const portName: Rule = (name) => [
  ...(isLonger(name, 15) ? [tooManyCharacters(15)] : []),
  ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
  ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(name.startsWith('-') || name.endsWith('-') ? ['must not begin or end with a hyphen'] : []),
];
