/** Logs in by what client-node knows of kubeconfigs. A bundle leaves out all of it that is not named here. */
import { type Cluster, KubeConfig, loadYaml, type User } from '@kubernetes/client-node';
import { mayKnow, type Session } from './credentials.ts';
import { execInfo, type Kubeconfig, type Login } from './kubeconfig.ts';
import { present } from './present.ts';

export const kubeconfigIn = (text: string): Kubeconfig => loadYaml<Kubeconfig>(text);

/** What client-node needs of a login. It shall not see proxies and http://: it refuses some and makes agents for others. */
export function newSession(login: Login): Session {
  const kubeConfig = new KubeConfig();
  const { cluster, server } = login;
  const user = mayKnow(login) ? login.user : {};
  kubeConfig.loadFromClusterAndUser(
    present<Cluster>({
      name: 'cluster',
      server,
      skipTLSVerify: cluster['insecure-skip-tls-verify'] === true || server.startsWith('http:'),
      tlsServerName: cluster['tls-server-name'],
      caFile: cluster['certificate-authority'],
      caData: cluster['certificate-authority-data'],
    }),
    present<User>({
      name: 'user',
      certFile: user['client-certificate'],
      certData: user['client-certificate-data'],
      keyFile: user['client-key'],
      keyData: user['client-key-data'],
      token: user.token,
      // Shared by all sessions: what OpenID Connect renews is kept in there.
      authProvider: user['auth-provider'],
      exec: user.exec && {
        ...user.exec,
        env: [{ name: 'KUBERNETES_EXEC_INFO', value: execInfo(login) }, ...(user.exec.env ?? [])],
      },
    }),
  );
  return (options) => kubeConfig.applyToHTTPSOptions(options);
}
