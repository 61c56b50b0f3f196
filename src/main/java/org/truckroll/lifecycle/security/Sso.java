// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.stereotype.Component;
import org.truckroll.people.SourceProperties;
import org.truckroll.shared.Problem;

/** Whether people log in by single sign-on, and where; the issuer is asked for its addresses when somebody first needs them (HCDC-24). */
@Component
class Sso implements ClientRegistrationRepository {

    static final String REGISTRATION = "oidc";
    static final String LOGIN = "/sso/login";
    static final String CALLBACK = "/sso/callback";

    private final SecurityProperties.Oidc settings;
    private volatile @Nullable ClientRegistration registration;

    Sso(SecurityProperties security, SourceProperties source) {
        this.settings = security.oidc();
        if (settings.issuerUri() != null && settings.groupsClaim() != null && source.keepsPeople()) {
            throw new IllegalStateException(
                    "truckroll.security.oidc.groups-claim and truckroll.people.source.kind both say who is in which group; choose one.");
        }
    }

    boolean on() {
        return settings.issuerUri() != null;
    }

    /** False when people have no passwords here (HCDC-25). */
    boolean passwords() {
        return settings.localLogin();
    }

    SecurityProperties.Oidc settings() {
        return settings;
    }

    static Problem noPasswords() {
        return Problem.conflict("kept-by-issuer", "Passwords are kept by the single sign-on; change them there.");
    }

    @Override
    public @Nullable ClientRegistration findByRegistrationId(String id) {
        return on() && REGISTRATION.equals(id) ? registration() : null;
    }

    /** @throws RuntimeException while the issuer cannot be asked */
    ClientRegistration registration() {
        ClientRegistration known = registration;
        if (known == null) {
            known = asked();
            registration = known;
        }
        return known;
    }

    private ClientRegistration asked() {
        String issuer = Objects.requireNonNull(settings.issuerUri()).toString();
        String base = settings.baseUrl() == null
                ? "{baseUrl}"
                : settings.baseUrl().toString().replaceAll("/+$", "");
        ClientRegistration.Builder builder = ClientRegistrations.fromIssuerLocation(issuer)
                .registrationId(REGISTRATION)
                .clientId(settings.clientId())
                .scope(settings.scopes())
                .redirectUri(base + CALLBACK);
        return settings.clientSecret() == null
                ? builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                        .build()
                : builder.clientSecret(settings.clientSecret()).build();
    }
}
