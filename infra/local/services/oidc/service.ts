import type { LocalPort } from '../../support/local-port.ts';
import type { Service } from '../../support/service.ts';
import { type Oidc, openOidc } from './issuer.ts';

/** The OIDC issuer in the place of Cognito. */
export const oidcService: Service<{ port: LocalPort; dataDir: string; issuer: string; audience: string }, Oidc> = {
  name: 'OIDC',
  start: async ({ port, dataDir, issuer, audience }) => {
    const oidc = await openOidc({ issuer, audience, keyPath: `${dataDir}/oidc-key.json` });
    port.serve(oidc.requestHandler);
    return oidc;
  },
};
