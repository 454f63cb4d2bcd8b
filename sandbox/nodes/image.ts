/** How container runtimes name images, and what they say of one that is not there. Pure. */
import { createHash } from 'node:crypto';

/** With registry and tag: `docker.io/library/web:latest`. */
export function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hasRegistry ? image : `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`;
  const last = path.slice(path.lastIndexOf('/'));
  return last.includes(':') || last.includes('@') ? path : `${path}:latest`;
}

/** By its content, which a simulated image does not have: the same for the same name. */
export function imageId(image: string): string {
  const name = fullName(image).replace(/@.*$/, '');
  const tag = name.lastIndexOf(':');
  const repository = tag > name.lastIndexOf('/') ? name.slice(0, tag) : name;
  return `${repository}@sha256:${digestOf(name)}`;
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export function pullError(image: string): string {
  const name = fullName(image);
  const failed = `failed to pull and unpack image ${JSON.stringify(name)}: failed to resolve reference ${JSON.stringify(name)}`;
  return `rpc error: code = NotFound desc = ${failed}: ${name}: not found`;
}
