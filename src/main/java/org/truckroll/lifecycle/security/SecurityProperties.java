// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
 * @param passwordStrength bcrypt strength of new passwords and secrets: each step doubles the work of a login, and of guessing
 * @param clients API clients by id
 * @param jwt bearer tokens, refused while no issuer is set
 * @param oidc single sign-on of people, off while no issuer is set
 */
@Validated
@ConfigurationProperties("truckroll.security")
record SecurityProperties(
        @Nullable String adminPassword,
        @DefaultValue("10") @Min(4) @Max(16) int passwordStrength,
        @DefaultValue Map<String, @Valid Client> clients,
        @DefaultValue Jwt jwt,
        @DefaultValue Oidc oidc) {

    /**
     * A system that calls us; needs a secret or its bcrypt hash.
     *
     * @param secretHash bcrypt hash of the secret
     * @param secret the secret itself, meant for the environment
     * @param divisions whose points and orders it may see
     * @param headEnds head ends it may answer for
     * @param replyTo where its answers go when an order names no address
     * @param reader it may only start commands that change nothing, and see what became of its own
     * @param workforce workforce systems that it speaks for; then it may do nothing else
     */
    record Client(
            @Nullable String secretHash,
            @Nullable String secret,
            @DefaultValue Set<String> divisions,
            @DefaultValue Set<String> headEnds,
            @Nullable URI replyTo,
            @DefaultValue("false") boolean reader,
            @DefaultValue Set<String> workforce) {}

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

    /**
     * Single sign-on with OpenID Connect: authorization code with PKCE (HCDC-24, HCDC-39).
     *
     * @param issuerUri OpenID issuer; switches single sign-on on
     * @param clientId who we are there
     * @param clientSecret our secret there; a public client has none
     * @param userClaim claim with the person's login or e-mail address
     * @param groupsClaim claim with the names of the person's groups; then the token decides at each login, else the groups are kept here
     * @param scopes what is asked for
     * @param localLogin false: people have no password here any more (HCDC-25, HCDC-38); API clients keep their secrets
     * @param baseUrl our address for browsers, where the request does not tell it
     */
    record Oidc(
            @Nullable URI issuerUri,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @DefaultValue("preferred_username") String userClaim,
            @Nullable String groupsClaim,
            @DefaultValue({"openid", "profile", "email"}) Set<String> scopes,
            @DefaultValue("true") boolean localLogin,
            @Nullable URI baseUrl) {

        Oidc {
            if (issuerUri != null && (clientId == null || clientId.isBlank())) {
                throw new IllegalArgumentException("truckroll.security.oidc.client-id is missing.");
            }
            if (issuerUri != null && !scopes.contains("openid")) {
                throw new IllegalArgumentException("truckroll.security.oidc.scopes lacks openid.");
            }
            if (issuerUri == null && !localLogin) {
                throw new IllegalArgumentException(
                        "truckroll.security.oidc.local-login=false needs truckroll.security.oidc.issuer-uri: nobody could log in.");
            }
        }
    }
}
