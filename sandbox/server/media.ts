/** What the client can read (Accept) and what it sent (Content-Type). */
import { ApiError } from '../api/api-error.ts';

/** As the object itself, as the table that `kubectl get` prints, or as metadata alone. */
export type Form = 'object' | 'table' | 'metadata';

export interface Media {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function mediaOf(header: string): Media {
  const [type = '', ...rest] = header.split(';').map((part) => part.trim());
  const parameters = rest.map((part) => part.split('=', 2) as [string, string]);
  return { type: type.toLowerCase(), parameters: Object.fromEntries(parameters) };
}

const YAML = 'application/yaml';
const READABLE: readonly string[] = ['application/json', YAML, '*/*', 'application/*', ''];
const META = 'meta.k8s.io';
const FORMS: Readonly<Record<string, Form>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata',
};

/** Refused before anything is done, by one layer for built-in kinds and by another for custom ones. */
export function assertReadable(accept: string | undefined, isCustom: boolean): void {
  if (accept === undefined || accept === 'application/json') return;
  if (accept.split(',').some((media) => READABLE.includes(mediaOf(media).type))) return;
  if (!isCustom) throw notAcceptable();
  throw new ApiError(406, 'NotAcceptable', `only the following media types are accepted: ${WRITTEN.join(', ')}`);
}

const notAcceptable = (): ApiError => new ApiError(406, 'NotAcceptable', '406: Not Acceptable', {});

const WRITTEN: readonly string[] = ['application/json', YAML, 'application/vnd.kubernetes.protobuf'];

/** The first form in the client's list that we have; protobuf we leave out, as clients offer JSON beside it. */
export function formOf(accept: string | undefined): Form {
  if (accept === undefined || accept === 'application/json') return 'object';
  for (const media of accept.split(',').map(mediaOf)) {
    const form = READABLE.includes(media.type) ? formNamed(media) : undefined;
    if (form) return form;
  }
  throw notAcceptable();
}

function formNamed({ parameters: { as, g: group = META, v: version } }: Media): Form | undefined {
  if (as === undefined) return 'object';
  return group === META && version !== 'v1beta1' ? FORMS[as] : undefined;
}

export function isYamlWanted(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes(YAML)) return false;
  const first = accept
    .split(',')
    .map(mediaOf)
    .find(({ type }) => READABLE.includes(type));
  return first?.type === YAML;
}
