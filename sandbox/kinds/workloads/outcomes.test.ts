import { expect, it } from 'vitest';
import type { ApiObject } from '../../api/object.ts';
import { CHANGES, type Change, changedBy } from './changes.testkit.ts';
import { created, updated, withStatus, wrongs } from './pipeline.testkit.ts';
import { POD_CASES } from './pod-cases.testkit.ts';
import { WORKLOAD_CASES } from './workload-cases.testkit.ts';

function afterChange(change: Change): ApiObject {
  const old = created(change.object);
  const object = changedBy(old, change);
  return change.status ? withStatus(old, object['status'] as object) : updated(object, old);
}

const told = (sentence: string, run: () => ApiObject): string =>
  [sentence, ...wrongs(run).map((one) => `  ${one}`)].join('\n');

/** What a real server says to these objects is compared where there is one; here it is only kept. */
it('says the same of the same objects', async () => {
  const creations = [...POD_CASES, ...WORKLOAD_CASES].map(([sentence, object]) =>
    told(sentence, () => created(object)),
  );
  const changes = CHANGES.map(([sentence, change]) => told(sentence, () => afterChange(change)));
  await expect(`${[...creations, ...changes].join('\n')}\n`).toMatchFileSnapshot('testdata/outcomes.txt');
});
