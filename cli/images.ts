/** New images for containers of a pod template. Pure. */
import type { PodTemplate } from '../controller/rollout/objects.ts';

export interface NewImage {
  /** `*` for all. */
  readonly container: string;
  readonly image: string;
}

interface Container {
  readonly name?: string;
  readonly image?: string;
}

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

type Lists = { readonly [list in (typeof LISTS)[number]]?: readonly Container[] };

/** `container=image`; undefined if it is none. */
export function newImageOf(text: string): NewImage | undefined {
  const [container = '', image = '', ...more] = text.split('=');
  return container === '' || image === '' || more.length > 0 ? undefined : { container, image };
}

/** The lists of containers, whole, with all that was in them. */
export function withImages({ spec = {} }: PodTemplate, images: readonly NewImage[]): Lists {
  const lists = LISTS.flatMap((list) => {
    const containers = (spec as Lists)[list];
    return containers === undefined ? [] : [[list, containers] as const];
  });
  const names = lists.flatMap(([, containers]) => containers.map(({ name }) => name));
  const unknown = images.find(({ container }) => container !== '*' && !names.includes(container));
  if (unknown) throw new Error(`unable to find container named "${unknown.container}"`);
  return Object.fromEntries(lists.map(([list, containers]) => [list, containers.map((one) => renewed(one, images))]));
}

/** What is said last holds. */
function renewed(container: Container, images: readonly NewImage[]): Container {
  const found = images.findLast((one) => one.container === '*' || one.container === container.name);
  return found ? { ...container, image: found.image } : container;
}
