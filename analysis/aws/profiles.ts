/** Profiles of the files that the command line of AWS keeps: `~/.aws/config` and `~/.aws/credentials`. */

export type Profile = Readonly<Record<string, string>>;
type Profiles = Readonly<Record<string, Profile>>;

const SECTION = /^\[\s*(?:profile\s+)?(?:"([^"]*)"|([^\]]*?))\s*\]/;
/** Indented lines belong to the setting above: none of ours has any. */
const SETTING = /^([^\s=#;][^=]*?)\s*=\s*(.*?)\s*$/;

/** By name. What is no setting is passed over. */
export function profilesIn(text: string): Profiles {
  const profiles = new Map<string, Map<string, string>>();
  let settings: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const section = SECTION.exec(line);
    if (section) {
      const name = section[1] ?? section[2] ?? '';
      settings = profiles.get(name) ?? new Map();
      profiles.set(name, settings);
      continue;
    }
    const [, name = '', value = ''] = SETTING.exec(line) ?? [];
    if (name !== '') settings?.set(name.toLowerCase(), value.replace(/\s[#;].*$/, ''));
  }
  return Object.fromEntries([...profiles].map(([name, found]) => [name, Object.fromEntries(found)]));
}

/** What both files say of a profile; the one with the keys has the last word. Undefined if neither knows it. */
export function profileNamed(name: string, config: string, credentials: string): Profile | undefined {
  const [one, other] = [profilesIn(config)[name], profilesIn(credentials)[name]];
  return one || other ? { ...one, ...other } : undefined;
}
