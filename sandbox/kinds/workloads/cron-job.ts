/** What is peculiar to cron jobs. */
import { type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { choiceErrors, invalidIf, NO_ERRORS } from '../pods/field-rules.ts';
import { warnOfName } from '../pods/name-warning.ts';
import { scheduleProblem } from './cron-schedule.ts';
import { jobSpecErrors } from './job-rules.ts';
import type { JobSpec } from './job-spec.ts';
import { setTemplateDefaults, specOf } from './template.ts';
import { countErrors } from './workload-rules.ts';

interface CronJobSpec {
  schedule?: string;
  timeZone?: string;
  concurrencyPolicy?: string;
  suspend?: boolean;
  startingDeadlineSeconds?: number;
  successfulJobsHistoryLimit?: number;
  failedJobsHistoryLimit?: number;
  jobTemplate?: { spec?: JobSpec };
}

/** Its jobs are named after it, with eleven more characters. */
const LONGEST_NAME = 52;
const ZONE_STEP = /^[A-Za-z.\-_0-9+]{1,14}$/;

export const cronJobBehaviour: Behaviour = {
  defaults: setCronJobDefaults,
  creating: (object, cluster) => {
    object['status'] = {};
    warnOfName(object, cluster);
  },
  validate: cronJobErrors,
};

function setCronJobDefaults(object: ApiObject): void {
  const spec = specOf<CronJobSpec>(object);
  spec.concurrencyPolicy ||= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  setTemplateDefaults(jobSpecOf(spec));
}

function jobSpecOf(spec: CronJobSpec): JobSpec {
  spec.jobTemplate ??= {};
  spec.jobTemplate.spec ??= {};
  return spec.jobTemplate.spec;
}

function cronJobErrors(object: ApiObject): readonly FieldError[] {
  const spec = specOf<CronJobSpec>(object);
  const { name } = object.metadata;
  return [
    ...scheduleErrors(spec.schedule ?? '', 'spec.schedule'),
    ...countErrors(spec, ['startingDeadlineSeconds'], 'spec'),
    ...(spec.timeZone === undefined ? NO_ERRORS : zoneErrors(spec.timeZone, 'spec.timeZone')),
    ...choiceErrors(spec.concurrencyPolicy, 'spec.concurrencyPolicy', ['Allow', 'Forbid', 'Replace']),
    ...jobTemplateErrors(jobSpecOf(spec), 'spec.jobTemplate.spec'),
    ...countErrors(spec, ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'], 'spec'),
    ...invalidIf(name.length > LONGEST_NAME, 'metadata.name', name, `must be no more than ${LONGEST_NAME} characters`),
  ];
}

function scheduleErrors(schedule: string, field: string): readonly FieldError[] {
  if (schedule === '') return [required(field)];
  const problem = scheduleProblem(schedule);
  const zoned = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  return [
    ...(problem === undefined ? NO_ERRORS : [invalid(field, schedule, problem)]),
    ...invalidIf(schedule.includes('TZ'), field, schedule, zoned),
  ];
}

function zoneErrors(zone: string, field: string): readonly FieldError[] {
  if (zone === '') return [invalid(field, zone, 'timeZone must be nil or non-empty string')];
  const isName = zone
    .split('/')
    .every((step) => ZONE_STEP.test(step) && !step.startsWith('-') && !/^\.\.?$/.test(step));
  if (!isName) return [invalid(field, zone, `unknown time zone ${zone}`)];
  if (zone.toLowerCase() === 'local') {
    const why = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    return [invalid(field, zone, why)];
  }
  return isKnown(zone) ? NO_ERRORS : [invalid(field, zone, `unknown time zone ${zone}`)];
}

/** The only way to ask is to try. */
function isKnown(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** The selectors of the jobs to come are theirs. */
function jobTemplateErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const { selector, manualSelector } = spec;
  return [
    ...jobSpecErrors(spec, field),
    ...invalidIf(selector !== undefined, `${field}.selector`, selector, '`selector` will be auto-generated'),
    ...(manualSelector === true
      ? [unsupported(`${field}.manualSelector`, manualSelector, ['nil', 'false'])]
      : NO_ERRORS),
  ];
}
