/** How a Rollout is shown: with its revisions, pods, experiments and analyses. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { type Connection, ROLLOUTS } from '../cluster.ts';
import { familyIn, relativesOf } from './family.ts';
import { type OneFlags, type Showing, showOne } from './one.ts';
import { rolloutText } from './rollout-text.ts';
import type { Viewer } from './viewer.ts';

const ROLLOUT: Showing = {
  resource: ROLLOUTS,
  relatives: (object) => relativesOf(object as RolloutObject),
  text: (object, lists, style) => rolloutText(familyIn(object, lists), style),
};

export const showRollout = (connection: Connection, name: string, viewer: Viewer, flags: OneFlags): Promise<void> =>
  showOne(connection, viewer, { showing: ROLLOUT, name, flags });
