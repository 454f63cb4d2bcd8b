/** What a path asks for: a resource, a named object, a subresource, or something that is no resource. */

export interface ResourceRequest {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Subresources of namespaces themselves; anything else below a namespace is a resource in it. */
const OF_NAMESPACES: readonly string[] = ['status', 'finalize'];

/** Undefined if the path names no resource. */
export function resourceRequest(path: string): ResourceRequest | undefined {
  const parts = segments(path);
  if (!parts) return undefined;
  const [root, ...rest] = parts;
  if (root === 'api') return below('', rest);
  const [group, ...versioned] = rest;
  return root === 'apis' && group ? below(group, versioned) : undefined;
}

function below(group: string, [version, ...rest]: readonly string[]): ResourceRequest | undefined {
  if (!version || rest.length === 0) return undefined;
  const [first = '', second, third, fourth, ...more] = rest;
  const isNamespaced = first === 'namespaces' && third !== undefined && !OF_NAMESPACES.includes(third);
  if (!isNamespaced) {
    if (fourth !== undefined) return undefined;
    return { group, version, plural: first, namespace: undefined, name: second, subresource: third };
  }
  if (more.length > 1) return undefined;
  return { group, version, plural: third, namespace: second, name: fourth, subresource: more[0] };
}

/** The parts of a path; undefined if an escape is broken or a part is empty. */
function segments(path: string): string[] | undefined {
  try {
    const parts = path.replace(/^\/|\/$/g, '').split('/');
    return parts.includes('') ? undefined : parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
