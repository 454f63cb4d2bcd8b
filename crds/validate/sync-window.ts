/** The rules of a sync window, of a project or of one Application. */
import type { SyncWindow } from '../application/sync-policy.ts';
import { milliseconds } from '../duration.ts';
import { type Finding, invalid, required, when } from './finding.ts';

const MOST_DESCRIPTION = 255;

export function windowFindings(
  { kind, schedule, duration, timeZone, description }: SyncWindow,
  path: string,
): Finding[] {
  const length = milliseconds(duration ?? '');
  return [
    ...when(kind === undefined, () => required(`${path}.kind`, 'allow or deny')),
    ...when(!schedule, () => required(`${path}.schedule`, 'a cron expression of five fields')),
    ...when(Boolean(schedule) && !isCron(schedule ?? ''), () =>
      invalid(`${path}.schedule`, schedule, 'must be a cron expression of five fields'),
    ),
    ...when(!duration, () => required(`${path}.duration`, 'a duration such as 8h')),
    ...when(Boolean(duration) && (length === undefined || length <= 0), () =>
      invalid(`${path}.duration`, duration, 'must be a duration such as 8h'),
    ),
    ...when(!isTimeZone(timeZone), () => invalid(`${path}.timeZone`, timeZone, 'must be an IANA time zone')),
    ...when((description ?? '').length > MOST_DESCRIPTION, () =>
      invalid(`${path}.description`, description, `may have ${MOST_DESCRIPTION} characters at most`),
    ),
  ];
}

const FIELD = /^(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?|\?|L)(\/\d+)?(,(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(\/\d+)?)*$/;

function isCron(text: string): boolean {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(text)) return true;
  const fields = text.trim().split(/\s+/);
  return fields.length === 5 && fields.every((field) => FIELD.test(field));
}

function isTimeZone(name: string | undefined): boolean {
  if (!name) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
