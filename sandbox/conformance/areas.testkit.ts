/** All areas of the suite. */
import type { Area } from './case.testkit.ts';
import { access } from './cases/access.testkit.ts';
import { applies } from './cases/apply.testkit.ts';
import { applyConflicts } from './cases/apply-conflicts.testkit.ts';
import { applyRemovals } from './cases/apply-removal.testkit.ts';
import { contentTypes } from './cases/content-types.testkit.ts';
import { customValidation } from './cases/custom-validation.testkit.ts';
import { defaulting } from './cases/defaulting.testkit.ts';
import { definitionCases } from './cases/definitions.testkit.ts';
import { deleteCollection } from './cases/delete-collection.testkit.ts';
import { deletion } from './cases/deletion.testkit.ts';
import { discovery } from './cases/discovery.testkit.ts';
import { dryRun } from './cases/dry-run.testkit.ts';
import { errors } from './cases/errors.testkit.ts';
import { evictions } from './cases/eviction.testkit.ts';
import { fieldSelectors } from './cases/field-selectors.testkit.ts';
import { garbage } from './cases/garbage.testkit.ts';
import { httpOddities } from './cases/http.testkit.ts';
import { jsonPatches } from './cases/json-patch.testkit.ts';
import { labelSelectors } from './cases/label-selectors.testkit.ts';
import { logs } from './cases/logs.testkit.ts';
import { mergePatches } from './cases/merge-patch.testkit.ts';
import { generatedNames } from './cases/names.testkit.ts';
import { namespaceLife } from './cases/namespace-life.testkit.ts';
import { paging } from './cases/paging.testkit.ts';
import { preconditions } from './cases/preconditions.testkit.ts';
import { pruning } from './cases/pruning.testkit.ts';
import { scaleCases } from './cases/scale.testkit.ts';
import { statusCases } from './cases/status.testkit.ts';
import { strategicPatches } from './cases/strategic-patch.testkit.ts';
import { tables } from './cases/tables.testkit.ts';
import { updates } from './cases/updates.testkit.ts';
import { validation } from './cases/validation.testkit.ts';
import { watches } from './cases/watches.testkit.ts';

export const AREAS: readonly Area[] = [
  access,
  applyConflicts,
  applyRemovals,
  applies,
  contentTypes,
  customValidation,
  defaulting,
  definitionCases,
  deleteCollection,
  deletion,
  discovery,
  dryRun,
  errors,
  evictions,
  fieldSelectors,
  httpOddities,
  jsonPatches,
  labelSelectors,
  logs,
  mergePatches,
  generatedNames,
  namespaceLife,
  paging,
  preconditions,
  pruning,
  scaleCases,
  statusCases,
  strategicPatches,
  tables,
  updates,
  validation,
  watches,
  // Last: a real collector looks for new kinds every half minute.
  garbage,
];
