/** Addresses of metric systems as users write them. */

/** With its scheme, and without the slash at its end. */
export function addressOf(system: string, address: string): string {
  const trimmed = address.trim();
  const isComplete = /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed);
  if (!isComplete) throw new Error(`the address of ${system} is no URL such as https://host:port`);
  return trimmed.replace(/\/+$/, '');
}

/** Whom requests to the address keep busy; a name in its place if it is none, or not known yet. */
export function hostOf(address: string | undefined, otherwise: string): string {
  return (address !== undefined && URL.canParse(address.trim()) && new URL(address.trim()).host) || otherwise;
}
