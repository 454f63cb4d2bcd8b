/** What an object is like whose table is compared with that of the API server. */
export interface Sample {
  readonly says: string;
  /** With `$namespace`. */
  readonly path: string;
  readonly object: Readonly<Record<string, unknown>>;
  readonly status?: unknown;
  readonly isClusterWide?: boolean;
  readonly group?: string;
  /** Asked to go away before it is looked at. */
  readonly isDeleted?: boolean;
  /** Columns that old servers lack, or fill differently, with their priorities. */
  readonly newer?: readonly string[];
}

export const core = (plural: string) => `/api/v1/namespaces/$namespace/${plural}`;
export const apps = (plural: string) => `/apis/apps/v1/namespaces/$namespace/${plural}`;
export const grouped = (group: string, plural: string) => `/apis/${group}/namespaces/$namespace/${plural}`;

export const pod = {
  containers: [
    { name: 'a', image: 'i' },
    { name: 'b', image: 'j' },
  ],
};
export const template = { metadata: { labels: { app: 'x' } }, spec: pod };
export const selector = { matchLabels: { app: 'x' } };
export const condition = (type: string, status = 'True') => ({ type, status });
