/** The seam between knowing a cluster and talking to it: where it is, who we are to it, and whom we trust. */

/** As node:tls takes it; certificates and keys are PEM texts. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface Credentials {
  /** Names in lower case. A list stands for a header that is sent more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: TlsMaterial;
  /** URL of the HTTP proxy to go through, possibly with a password. */
  readonly proxy?: string;
}

export interface Access {
  /** A URL without a slash at its end. */
  readonly server: string;
  /** Where objects are meant to be if nobody says. */
  readonly namespace: string;
  /** The same object as long as nothing in it changes. */
  credentials(): Promise<Credentials>;
  /**
   * After a 401: forgets what the server refused, so that the next `credentials()` are new. Nothing happens if `refused`
   * has been replaced already, so that many refusals at a time cost one renewal.
   */
  invalidate(refused?: Credentials): void;
}

/** Access cannot be had as configured. One line that names the file or the setting, and no secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
