// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.util.Map;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.shared.AccessTokens;

/** Tokens of the HTTP client's own store, so that all who are the same client share one token. */
@Component
final class ConnectAccessTokens implements AccessTokens {

    private final HttpCalls calls;

    ConnectAccessTokens(HttpCalls calls) {
        this.calls = calls;
    }

    @Override
    public Answer get(Client client) {
        ServiceEndpoint.OAuth2 oauth2 = oauth2(client);
        Tokens.Answer answer = calls.tokens()
                .get(oauth2, call(client, oauth2), calls.defaults().total());
        return answer instanceof Tokens.Token token
                ? new Token(token.value())
                : new None(((Tokens.None) answer).detail());
    }

    @Override
    public void forget(Client client) {
        ServiceEndpoint.OAuth2 oauth2 = oauth2(client);
        calls.tokens().forget(oauth2, call(client, oauth2));
    }

    private static ServiceEndpoint.OAuth2 oauth2(Client client) {
        return new ServiceEndpoint.OAuth2(
                client.tokenUri(), client.clientId(), client.clientSecret(), client.scope(), client.secretInBody());
    }

    /** Only its name, its certificates and its limits count: the call that is made is the one for the token. */
    private HttpCall call(Client client, ServiceEndpoint.OAuth2 oauth2) {
        return new HttpCall(
                client.name(),
                false,
                "POST",
                client.tokenUri(),
                Map.of(),
                new HttpCall.Identity(oauth2, client.sslBundle()),
                null,
                calls.defaults());
    }
}
