// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.validation.Valid;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Logins that come from the configuration.
 *
 * @param adminPassword password of the first administrator (at least 12 characters); generated and logged once when absent
 * @param clients API clients by id
 * @param jwt bearer tokens, refused while no issuer is set
 */
@Validated
@ConfigurationProperties("truckroll.security")
record SecurityProperties(
        @Nullable String adminPassword,
        @DefaultValue Map<String, @Valid Client> clients,
        @DefaultValue Jwt jwt) {

    /**
     * A system that calls us; needs a secret or its bcrypt hash.
     *
     * @param secretHash bcrypt hash of the secret
     * @param secret the secret itself, meant for the environment
     * @param divisions whose points and orders it may see
     * @param headEnds head ends it may answer for
     * @param replyTo where its answers go when an order names no address
     * @param reader it may only start commands that change nothing, and see what became of its own
     */
    record Client(
            @Nullable String secretHash,
            @Nullable String secret,
            @DefaultValue Set<String> divisions,
            @DefaultValue Set<String> headEnds,
            @Nullable URI replyTo,
            @DefaultValue("false") boolean reader) {}

    /**
     * Bearer tokens (RFC 9068 style).
     *
     * @param issuerUri OpenID issuer; switches bearer tokens on
     * @param audience audience that a token must name, if set
     * @param userClaim claim with the caller's id
     * @param groupsClaim claim with the names of the caller's groups
     */
    record Jwt(
            @Nullable URI issuerUri,
            @Nullable String audience,
            @DefaultValue("sub") String userClaim,
            @DefaultValue("groups") String groupsClaim) {}
}
