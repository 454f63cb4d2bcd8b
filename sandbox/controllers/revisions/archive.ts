/** Keeps the revisions of owners' templates, as ControllerRevisions. */
import { hasReason } from '../../../kube/errors.ts';
import type { Resource } from '../../../kube/types.ts';
import { sameJson } from '../../api/object.ts';
import type { LabelSelector } from '../../selectors/label-selector.ts';
import { claim } from '../claiming.ts';
import type { Means } from '../controller.ts';
import { tellStatus } from '../status-writing.ts';
import { controllerOf, placeOf, REVISIONS } from '../workloads.ts';
import { type Owner, outlived, type Revision, wantedRevision } from './history.ts';

export interface Archived {
  readonly all: readonly Revision[];
  /** The one that is asked for. */
  readonly update: Revision;
}

type Selecting = Owner & { readonly spec: { readonly selector: LabelSelector } };

export class Archive {
  readonly #means: Means;
  readonly #owners: Resource;
  readonly #hashLabel: string;

  constructor(means: Means, owners: Resource, hashLabel: string) {
    this.#means = means;
    this.#owners = owners;
    this.#hashLabel = hashLabel;
  }

  /** With the revision that is asked for, made if it was not there. */
  async upToDate(owner: Selecting): Promise<Archived> {
    const claimant = { ...this.#means, owners: this.#owners, owned: REVISIONS };
    const known = await claim<Revision>(claimant, owner, owner.spec.selector);
    const wanted = wantedRevision(owner, known, this.#hashLabel);
    const { revision } = wanted;
    if (wanted.do === 'keep') return { all: known, update: revision };
    const update = wanted.do === 'create' ? await this.#create(owner, revision) : await this.#renumber(revision);
    return { all: [...known.filter(({ metadata }) => metadata.name !== update.metadata.name), update], update };
  }

  async tidy(owner: Owner, all: readonly Revision[], isLive: (one: Revision) => boolean): Promise<void> {
    for (const one of outlived(owner, all, isLive))
      await this.#means.api.delete(REVISIONS, placeOf(one), { uid: one.metadata.uid ?? '' });
  }

  async #renumber({ metadata, revision }: Revision): Promise<Revision> {
    const { api, watched } = this.#means;
    const changed = await api.patch(REVISIONS, placeOf({ metadata } as Revision), { revision });
    watched.put(changed);
    return changed as Revision;
  }

  async #create(owner: Owner, wanted: Revision): Promise<Revision> {
    const { api, watched } = this.#means;
    try {
      const made = await api.create(REVISIONS, wanted);
      watched.put(made);
      return made as Revision;
    } catch (error) {
      if (!hasReason(error, 'AlreadyExists')) throw error;
      return await this.#meet(owner, wanted, error);
    }
  }

  /** Ours, which the cache has not seen yet, or one whose template has the same hash: then the next has another. */
  async #meet(owner: Owner, wanted: Revision, error: unknown): Promise<Revision> {
    const { api, watched } = this.#means;
    const found = (await api.get(REVISIONS, placeOf(wanted))) as Revision | undefined;
    const isOurs = found && controllerOf(found)?.uid === owner.metadata.uid && sameJson(found.data, wanted.data);
    if (isOurs) {
      watched.put(found);
      return found;
    }
    const collisionCount = (owner.status?.collisionCount ?? 0) + 1;
    await tellStatus(this.#means, this.#owners, owner, { ...owner.status, collisionCount });
    throw error;
  }
}
