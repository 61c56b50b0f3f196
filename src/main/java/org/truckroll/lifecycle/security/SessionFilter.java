// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.WebAuthenticationDetailsSource;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;
import org.truckroll.shared.Problem;

/**
 * Takes the cookie of our own pages below {@code /api/}, and for the version at their foot, when the request also proves that one of our pages sent it. A request with another
 * proof of its own ({@code Authorization}) is not looked at.
 */
final class SessionFilter extends OncePerRequestFilter {

    /** Which version this is (MAINT-36). */
    private static final String VERSION = "/actuator/info";

    private final Sessions sessions;
    private final ProblemResponses problems;

    SessionFilter(Sessions sessions, ProblemResponses problems) {
        this.sessions = sessions;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String token = token(request);
        if (token == null
                || request.getHeader(HttpHeaders.AUTHORIZATION) != null
                || !request.getRequestURI().startsWith("/api/") && !VERSION.equals(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Sessions.Open> session = sessions.find(token);
        if (session.isEmpty()) {
            problems.write(request, response, expired());
            return;
        }
        String proof = request.getHeader(Sessions.HEADER);
        if (proof == null || !Sessions.proves(proof, token)) {
            problems.write(
                    request,
                    response,
                    new Problem(
                            HttpStatus.FORBIDDEN,
                            "session-not-proven",
                            "A call with the session cookie names the token of GET /session in the header "
                                    + Sessions.HEADER + "."));
            return;
        }
        CallerAuthentication authentication =
                new CallerAuthentication(session.get().person().caller());
        authentication.setDetails(new WebAuthenticationDetailsSource().buildDetails(request));
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(authentication);
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    static @Nullable String token(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, Sessions.COOKIE);
        return cookie == null || cookie.getValue().isBlank() ? null : cookie.getValue();
    }

    static Problem expired() {
        return new Problem(HttpStatus.UNAUTHORIZED, "session-expired", "The login has ended. Log in again.");
    }
}
