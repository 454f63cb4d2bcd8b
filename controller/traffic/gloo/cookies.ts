/** The cookie that the answers of one weighted destination of Gloo Edge set. */
import { isNewCookie } from '../cohorts.ts';
import { fingerprint } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf } from '../records.ts';
import type { CookieShape } from '../rules/shape.ts';

const LIST = 'responseHeadersToAdd';

export const cookies: CookieShape = {
  withCookie: (backend, value) => {
    const header = { header: { key: 'Set-Cookie', value }, append: true };
    return withHeaders(backend, [...headersOf(backend), header]);
  },
  withoutCookie: (backend) => {
    const headers = headersOf(backend);
    const left = headers.filter((one) => !isNewCookie(fieldsOf(fieldsOf(one)['header'])['value']));
    return left.length < headers.length ? withHeaders(backend, left) : backend;
  },
  lease: ({ options }, value) => {
    if (!isRecord(options)) return '.options';
    const { headerManipulation } = options;
    if (!isRecord(headerManipulation)) return '.options.headerManipulation';
    const list = `.options.headerManipulation.${LIST}`;
    return Array.isArray(headerManipulation[LIST]) ? `${list}[header.value=#${fingerprint(value)}]` : list;
  },
};

function headersOf({ options }: Fields): readonly unknown[] {
  return listOf(fieldsOf(fieldsOf(options)['headerManipulation'])[LIST]);
}

function withHeaders(backend: Fields, headers: readonly unknown[]): Fields {
  const options = fieldsOf(backend['options']);
  const manipulation = replaced(
    fieldsOf(options['headerManipulation']),
    LIST,
    headers.length > 0 ? headers : undefined,
  );
  return replaced(backend, 'options', filled(replaced(options, 'headerManipulation', filled(manipulation))));
}

/** Nothing is left of a field that was there for the cookie alone. */
function filled(fields: Fields): Fields | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}

function replaced(fields: Fields, name: string, value: unknown): Fields {
  const { [name]: _, ...rest } = fields;
  return value === undefined ? rest : { ...fields, [name]: value };
}
