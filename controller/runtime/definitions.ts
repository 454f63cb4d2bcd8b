/** Looks at the definitions a cluster has of our kinds, and says which of our fields it would drop. */
import { lostFields } from '../../crds/extensions.ts';
import { apiVersionOf } from '../../crds/kind.ts';
import { type KindName, kindNames, kinds } from '../../crds/kinds.ts';
import type { Client } from '../../kube/client.ts';
import { textOf } from './act.ts';
import type { Log } from './log.ts';

/** What cannot be seen is no reason not to start: rights to read definitions are not needed for anything else. */
export async function reportLostFields(client: Pick<Client, 'get'>, log: Log): Promise<void> {
  for (const kind of kindNames) {
    try {
      const definition = await client.get({ ...DEFINITION, name: definitionName(kind) });
      const fields = definition ? lostFields(kind, definition) : [];
      if (fields.length > 0)
        log.warn({ kind, fields }, 'the installed definition lacks fields: the API server drops them');
    } catch (error) {
      log.debug({ kind, error: textOf(error) }, 'cannot see the installed definition');
    }
  }
}

const DEFINITION = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', namespace: '' };

const definitionName = (kind: KindName): string => `${kinds[kind].plural}.${apiVersionOf(kinds[kind]).split('/')[0]}`;
