import { refuse } from './api-refusal.ts';
import { route } from './api-route.ts';
import type { ApiAnswer, ApiRequest, ApiRoute } from './api-route.ts';
import { accountOf } from './tunnels.ts';

/** A token can only be verified where its owner is: with the user, or with the account. */
export const TOKEN_ROUTES: readonly ApiRoute[] = [
  route('GET', '/user/tokens/verify', [], (request) => verify(request, 'user')),
  route('GET', '/accounts/{}/tokens/verify', [], (request) => {
    accountOf(request);
    return verify(request, 'account');
  }),
];

function verify({ token }: ApiRequest, owner: 'user' | 'account'): ApiAnswer {
  if (token.owner !== owner) throw refuse(401, 1000, 'Invalid API Token');
  return { result: { id: token.id, status: token.status } };
}
