/** Remembers credentials for a while, and renews them once however many ask at a time. */
import { isDeepStrictEqual } from 'node:util';
import { type Access, ConfigError, type Credentials } from './access.ts';
import type { Clock } from './clock.ts';
import { loginProblem } from './config-problems.ts';
import { credentialsOf, type Session } from './credentials.ts';
import type { Login } from './kubeconfig.ts';

/** Milliseconds for which credentials are handed out without another look at files and plugins. */
const FRESH = 5_000;
/** Milliseconds a plugin may take: some wait for a person in front of a browser. */
const PATIENCE = 180_000;

export class ClusterAccess implements Access {
  readonly server: string;
  readonly namespace: string;
  readonly #login: Login;
  readonly #clock: Clock;
  readonly #newSession: () => Session;
  /** A new session takes its place to forget what plugins gave. */
  #session: Session;
  #latest: { readonly credentials: Credentials; readonly since: number } | undefined;
  #flight: Promise<Credentials> | undefined;

  constructor(login: Login, clock: Clock, newSession: () => Session) {
    this.server = login.server;
    this.namespace = login.namespace;
    this.#login = login;
    this.#clock = clock;
    this.#newSession = newSession;
    this.#session = newSession();
  }

  credentials(): Promise<Credentials> {
    const latest = this.#latest;
    if (latest && this.#clock.monotonic() - latest.since < FRESH) return Promise.resolve(latest.credentials);
    this.#flight ??= this.#renewed(this.#session);
    return this.#flight;
  }

  invalidate(refused?: Credentials): void {
    if (refused !== undefined && refused !== this.#latest?.credentials) return;
    this.#latest = undefined;
    this.#forget();
  }

  async #renewed(session: Session): Promise<Credentials> {
    try {
      const credentials = await this.#bounded(credentialsOf(this.#login, session));
      return this.#session === session ? this.#kept(credentials) : credentials;
    } catch (error) {
      // A plugin's answer is remembered even if there was no sense in it.
      if (this.#session === session) this.#forget();
      throw loginProblem(error, this.#login);
    }
  }

  #kept(credentials: Credentials): Credentials {
    const known = this.#latest?.credentials;
    const latest = known && isDeepStrictEqual(known, credentials) ? known : credentials;
    this.#latest = { credentials: latest, since: this.#clock.monotonic() };
    this.#flight = undefined;
    return latest;
  }

  #forget(): void {
    this.#flight = undefined;
    this.#session = this.#newSession();
  }

  #bounded<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(PATIENCE, () => {
        reject(new ConfigError(`${this.#login.origin}: no credentials within ${PATIENCE / 1000} s`));
      });
      void promise.then(resolve, reject).finally(cancel);
    });
  }
}
