/** What an image's name says about when to pull it. */

const HOST = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?$/;
const STEP = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const HEXADECIMAL_NAME = /^[a-f0-9]{64}$/;
const LONGEST = 255;

/** `Always` for the tag `latest`, which an image without tag and digest has too. */
export const pullPolicyFor = (image: string): 'Always' | 'IfNotPresent' =>
  tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent';

/** Nothing for a digest alone, or for what is no image's name. */
function tagOf(image: string): string | undefined {
  const [named = '', digest] = image.split('@', 2);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const repository = colon < 0 ? named : named.slice(0, colon);
  if (!isRepository(repository)) return undefined;
  if (colon < 0) return digest === undefined ? 'latest' : undefined;
  const tag = named.slice(colon + 1);
  return TAG.test(tag) ? tag : undefined;
}

function isRepository(name: string): boolean {
  if (name.length > LONGEST || HEXADECIMAL_NAME.test(name)) return false;
  const [first = '', ...rest] = name.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  if (isHost) return HOST.test(first) && rest.every((step) => STEP.test(step));
  return STEP.test(first) && rest.every((step) => STEP.test(step));
}
