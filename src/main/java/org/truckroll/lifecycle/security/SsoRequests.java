// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** The request to the issuer, with state, nonce and PKCE; where the person wanted to go is kept in the session meanwhile. */
final class SsoRequests implements OAuth2AuthorizationRequestResolver {

    private static final String WANTED = SsoRequests.class.getName() + ".wanted";
    private static final String HOME = "/desk/";
    /** Pages of ours only, so that a link to a login leads nowhere else. */
    private static final Pattern PAGE =
            Pattern.compile("/(desk|field|camunda/app)(/[A-Za-z0-9._~%/-]*)?(\\?[A-Za-z0-9._~%=&-]*)?");

    private final DefaultOAuth2AuthorizationRequestResolver requests;

    SsoRequests(Sso sso) {
        requests = new DefaultOAuth2AuthorizationRequestResolver(sso, Sso.LOGIN);
        requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return Sso.LOGIN.equals(request.getRequestURI()) ? resolve(request, Sso.REGISTRATION) : null;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
        OAuth2AuthorizationRequest made = requests.resolve(request, registration);
        if (made != null) {
            request.getSession().setAttribute(WANTED, page(request.getParameter("to")));
        }
        return made;
    }

    /** Where the person wanted to go. */
    static String wanted(HttpServletRequest request) {
        return request.getSession().getAttribute(WANTED) instanceof String page ? page : HOME;
    }

    static String page(@Nullable String wanted) {
        return wanted != null && PAGE.matcher(wanted).matches() && !wanted.contains("//") && !wanted.contains("..")
                ? wanted
                : HOME;
    }
}
