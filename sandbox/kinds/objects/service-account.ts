/** ServiceAccounts: of the secrets they list, only the names count. */
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';

export const serviceAccountBehaviour: Behaviour = { creating: keepNames, updating: keepNames };

function keepNames(object: ApiObject): void {
  const secrets = object['secrets'] as readonly { name?: string }[] | undefined;
  if (secrets) object['secrets'] = secrets.map(({ name }) => (name ? { name } : {}));
}
