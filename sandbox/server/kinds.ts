/** The kinds that are served: those built in, and those that definitions declare while the server runs. */
import { type Kind, resourceOf } from '../kinds/kind.ts';

export class Kinds {
  private readonly byPath = new Map<string, Kind>();
  /** Paths of the kinds that a definition declares. */
  private readonly declared = new Map<string, readonly Kind[]>();
  private readonly builtInGroups: ReadonlySet<string>;
  private edition = 0;

  constructor(builtIn: readonly Kind[]) {
    this.builtInGroups = new Set(builtIn.map(({ group }) => group));
    for (const kind of builtIn) this.byPath.set(pathOf(kind), kind);
  }

  /** Grows whenever kinds come or go. */
  get generation(): number {
    return this.edition;
  }

  find(group: string, version: string, plural: string): Kind | undefined {
    return this.byPath.get(`${group}/${version}/${plural}`);
  }

  /** The kind that objects of this apiVersion and kind belong to. */
  named(apiVersion: string, kind: string): Kind | undefined {
    const [version, group = ''] = apiVersion.split('/').reverse();
    return this.all().find((one) => one.kind === kind && one.version === version && one.group === group);
  }

  isBuiltIn(group: string): boolean {
    return this.builtInGroups.has(group);
  }

  all(): readonly Kind[] {
    return [...this.byPath.values()];
  }

  /** What one definition declares now; nothing if it is gone. */
  declare(definition: string, kinds: readonly Kind[]): void {
    for (const kind of this.declared.get(definition) ?? []) this.byPath.delete(pathOf(kind));
    for (const kind of kinds) this.byPath.set(pathOf(kind), kind);
    this.declared.set(definition, kinds);
    this.edition++;
  }

  /** Any version of a resource. */
  ofResource(resource: string): Kind | undefined {
    return this.all().find((kind) => resourceOf(kind) === resource);
  }
}

const pathOf = ({ group, version, plural }: Kind): string => `${group}/${version}/${plural}`;
