// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.truckroll.people.Caller;
import org.truckroll.people.People;

/** Turns a verified bearer token into a caller: id and groups come from its claims. */
final class TokenCallers implements Converter<Jwt, AbstractAuthenticationToken> {

    private final SecurityProperties.Jwt settings;
    private final Logins logins;

    TokenCallers(SecurityProperties.Jwt settings, Logins logins) {
        this.settings = settings;
        this.logins = logins;
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        String id = token.getClaimAsString(settings.userClaim());
        if (id == null || id.isBlank()) {
            throw new BadCredentialsException("The token names no caller in '" + settings.userClaim() + "'.");
        }
        List<String> claimed = token.getClaimAsStringList(settings.groupsClaim());
        Set<String> groups = claimed == null ? Set.of() : Set.copyOf(claimed);
        // Only a token that says so speaks for an API client: a person may happen to have a client's name at the
        // issuer.
        if (groups.contains(People.API_CLIENTS) || groups.contains(People.READERS)) {
            Optional<Caller> client = logins.client(id);
            return new CallerAuthentication(
                    client.orElseThrow(() -> new BadCredentialsException("The API client is not known here.")));
        }
        return new CallerAuthentication(logins.person(id, groups));
    }
}
