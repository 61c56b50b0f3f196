// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * OAuth2 access tokens by client credentials (RFC 6749 4.4) for what is not HTTP: a mail server that takes XOAUTH2. Kept until they expire; what the
 * token endpoint does or fails to do is an answer, never an exception.
 */
public interface AccessTokens {

    /** What came of it. */
    sealed interface Answer {}

    /** Secret; not in a log. */
    record Token(String value) implements Answer {
        @Override
        public String toString() {
            return "Token[]";
        }
    }

    /** @param detail for log and health; without a secret */
    record None(String detail) implements Answer {}

    /**
     * Who asks whom.
     *
     * @param name for log and metrics
     * @param clientSecret null: the certificate of the SSL bundle alone says who we are
     * @param scope words separated by spaces
     * @param secretInBody sends id and secret as form fields instead of HTTP Basic
     */
    record Client(
            String name,
            URI tokenUri,
            String clientId,
            @Nullable String clientSecret,
            @Nullable String scope,
            boolean secretInBody,
            @Nullable String sslBundle) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "Client[name=" + name + ", clientId=" + clientId + "]";
        }
    }

    Answer get(Client client);

    /** The neighbour no longer takes this one: the next is fetched anew. */
    void forget(Client client);
}
