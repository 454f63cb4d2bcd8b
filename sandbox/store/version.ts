/** One stored state of an object, and the bytes that say it on the wire, made once for all who read them. */
import type { ApiObject } from '../api/object.ts';

export class Version {
  readonly object: ApiObject;
  readonly revision: number;
  private written: string | undefined;

  constructor(object: ApiObject, revision: number) {
    this.object = object;
    this.revision = revision;
  }

  /** The object as JSON. */
  get text(): string {
    this.written ??= JSON.stringify(this.object);
    return this.written;
  }
}

/** What happened to an object: it appeared, changed, or went. */
export interface Change {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  readonly before: Version | undefined;
  /** Of a deletion: the last state, with the deletion's revision. */
  readonly after: Version;
  readonly isDeletion: boolean;
}
