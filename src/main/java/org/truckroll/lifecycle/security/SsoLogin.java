// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import org.truckroll.people.Identities;
import org.truckroll.people.People;
import org.truckroll.shared.Problem;

/**
 * What a proven identity means here: a login in Tasklist and in our own pages, if somebody here has that login and is not switched off. Nobody
 * is made by logging in.
 */
@Component
class SsoLogin implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

    /** What the issuer needs to end its own session. */
    static final String ID_TOKEN = SsoLogin.class.getName() + ".idToken";

    private static final Logger log = LoggerFactory.getLogger(SsoLogin.class);
    private static final int LONGEST_NAME = 64;

    private final Sso sso;
    private final Logins logins;
    private final Sessions sessions;
    private final SessionCookies cookies;
    private final Identities memberships;
    private final IdentityService identities;
    private final ProcessEngine engine;

    SsoLogin(
            Sso sso,
            Logins logins,
            Sessions sessions,
            SessionCookies cookies,
            Identities memberships,
            IdentityService identities,
            ProcessEngine engine) {
        this.sso = sso;
        this.logins = logins;
        this.sessions = sessions;
        this.cookies = cookies;
        this.memberships = memberships;
        this.identities = identities;
        this.engine = engine;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OidcUser user = (OidcUser) authentication.getPrincipal();
        String page = SsoRequests.wanted(request);
        String idToken = user.getIdToken().getTokenValue();
        String claimed = claimed(user);
        String id = claimed == null ? null : logins.loginOf(claimed);
        if (id == null || !memberships.hasLogin(id)) {
            refuse(request, response, "unknown", claimed, idToken);
            return;
        }
        if (!logins.mayLogIn(id)) {
            refuse(request, response, "off", claimed, idToken);
            return;
        }
        if (sso.settings().groupsClaim() != null) {
            takeGroups(id, user.getClaimAsStringList(sso.settings().groupsClaim()));
        }
        Optional<Logins.Person> person = logins.present(id);
        if (person.isEmpty()) {
            refuse(request, response, "off", claimed, idToken);
            return;
        }
        // Another session than the one in which the login began, as after a password.
        AuthenticationUtil.revalidateSession(request, AuthenticationUtil.createAuthentication(engine, id));
        request.getSession().setAttribute(ID_TOKEN, idToken);
        String before = SessionFilter.token(request);
        if (before != null) {
            sessions.close(before);
        }
        response.addHeader(
                HttpHeaders.SET_COOKIE, cookies.with(request, sessions.open(person.get()), sessions.longest()));
        log.info("Person logged in by single sign-on: person={}", id);
        response.sendRedirect(page);
    }

    /** The login or e-mail address that the issuer vouches for. */
    private @Nullable String claimed(OidcUser user) {
        String claim = sso.settings().userClaim();
        String claimed = user.getClaimAsString(claim);
        boolean doubtful = "email".equals(claim) && Boolean.FALSE.equals(user.getEmailVerified());
        return claimed == null || claimed.isBlank() || doubtful ? null : claimed.strip();
    }

    private void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            String why,
            @Nullable String claimed,
            String idToken)
            throws IOException {
        log.warn("Single sign-on was refused: reason={} claimed={}", why, claimed);
        HttpSession session = request.getSession();
        session.invalidate();
        // So that the person can leave the issuer, and come back as somebody else.
        request.getSession().setAttribute(ID_TOKEN, idToken);
        response.sendRedirect(told(why)
                + (claimed == null
                        ? ""
                        : "&as="
                                + URLEncoder.encode(
                                        claimed.substring(0, Math.min(LONGEST_NAME, claimed.length())),
                                        StandardCharsets.UTF_8)));
    }

    /** The page that says why. */
    static String told(String why) {
        return "/desk/sso.html?why=" + why;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        log.warn("Single sign-on failed: reason={}", e.getMessage());
        response.sendRedirect(told("failed"));
    }

    /** The token decides: what it does not name ends, unless open work is signed there; what we do not know is left out. */
    private void takeGroups(String id, @Nullable List<String> claimed) {
        Set<String> known = identities.createGroupQuery().list().stream()
                .map(Group::getId)
                .filter(group -> !People.API_CLIENTS.equals(group) && !People.READERS.equals(group))
                .collect(Collectors.toSet());
        Set<String> wanted = claimed == null
                ? Set.of()
                : claimed.stream().filter(known::contains).collect(Collectors.toSet());
        Set<String> before = identities.createGroupQuery().groupMember(id).list().stream()
                .map(Group::getId)
                .collect(Collectors.toSet());
        wanted.stream().filter(group -> !before.contains(group)).forEach(group -> memberships.join(id, group));
        for (String group : before) {
            if (!wanted.contains(group)) {
                try {
                    memberships.leave(id, group);
                } catch (Problem e) {
                    log.warn("Membership stays: person={} group={} reason={}", id, group, e.name());
                }
            }
        }
    }
}
