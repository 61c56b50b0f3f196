// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** What a page must know of the single sign-on, and the way out of it. */
@RestController
class SsoController {

    private static final Logger log = LoggerFactory.getLogger(SsoController.class);
    /** What browsers say of a click on our own page or of a typed address. */
    private static final Set<String> OURS = Set.of("same-origin", "none");

    /**
     * @param on people may log in there
     * @param passwords people may log in with a password here
     */
    record View(boolean on, boolean passwords) {}

    private final Sso sso;
    private final Sessions sessions;
    private final SessionCookies cookies;

    SsoController(Sso sso, Sessions sessions, SessionCookies cookies) {
        this.sso = sso;
        this.sessions = sessions;
        this.cookies = cookies;
    }

    @GetMapping("/sso")
    ResponseEntity<View> get() {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new View(sso.on(), sso.passwords()));
    }

    /** Ends the sessions of Tasklist and our pages, and the one at the issuer; a foreign page cannot ask for that. */
    @GetMapping("/sso/logout")
    void logOut(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestHeader(name = "Sec-Fetch-Site", required = false) @Nullable String from)
            throws IOException {
        if (from != null && !OURS.contains(from)) {
            response.sendRedirect(SsoLogin.told("stay"));
            return;
        }
        String token = SessionFilter.token(request);
        if (token != null) {
            sessions.close(token);
        }
        HttpSession session = request.getSession(false);
        Object idToken = session == null ? null : session.getAttribute(SsoLogin.ID_TOKEN);
        if (session != null) {
            session.invalidate();
        }
        response.addHeader(HttpHeaders.SET_COOKIE, cookies.with(request, "", Duration.ZERO));
        response.sendRedirect(out(request, idToken));
    }

    private String out(HttpServletRequest request, @Nullable Object idToken) {
        if (idToken != null && sso.on()) {
            try {
                Object end = sso.registration()
                        .getProviderDetails()
                        .getConfigurationMetadata()
                        .get("end_session_endpoint");
                if (end != null) {
                    return UriComponentsBuilder.fromUriString(end.toString())
                            .queryParam("id_token_hint", "{token}")
                            .queryParam("post_logout_redirect_uri", "{back}")
                            .encode()
                            .buildAndExpand(idToken, base(request) + SsoLogin.told("out"))
                            .toUriString();
                }
            } catch (RuntimeException e) {
                log.warn("Logout did not reach the issuer: reason={}", e.getMessage());
            }
        }
        return SsoLogin.told("out");
    }

    private String base(HttpServletRequest request) {
        if (sso.settings().baseUrl() != null) {
            return sso.settings().baseUrl().toString().replaceAll("/+$", "");
        }
        return UriComponentsBuilder.fromUriString(request.getRequestURL().toString())
                .replacePath(null)
                .build()
                .toUriString();
    }
}
