/** What a case is: an object that a real API server and the sandbox are asked to create. */

/** What is said of it, its kind, and the object without what follows from the kind. */
export type Case = readonly [says: string, kind: string, object: Readonly<Record<string, unknown>>];

/** Stands for the namespace that the objects are created in. */
export const NAMESPACE = 'f-objects';
