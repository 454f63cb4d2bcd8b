/** What is peculiar to templates of pods that stand alone. */
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { setPodSpecDefaults } from './defaults.ts';
import type { PodTemplate } from './pod-spec.ts';
import { templateErrors } from './template-rules.ts';

export const podTemplateBehaviour: Behaviour = {
  defaults: (object) => {
    const template = templateOf(object);
    template.spec ??= {};
    setPodSpecDefaults(template.spec);
  },
  validate: (object) => templateErrors(templateOf(object), 'template'),
};

function templateOf(object: ApiObject): PodTemplate {
  object['template'] ??= {};
  return object['template'] as PodTemplate;
}
