// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.truckroll.people.Caller;

/**
 * Takes the key of a machine that can send a header of its own but no {@code Authorization} (SOL24-11): the id of an API client, a colon and its
 * secret. Only where machines report.
 */
final class ApiKeyFilter extends OncePerRequestFilter {

    static final String HEADER = "X-Api-Key";

    private final RequestMatcher where;
    private final Logins logins;
    private final ProblemResponses problems;

    ApiKeyFilter(RequestMatcher where, Logins logins, ProblemResponses problems) {
        this.where = where;
        this.logins = logins;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader(HEADER);
        if (key == null || request.getHeader(HttpHeaders.AUTHORIZATION) != null || !where.matches(request)) {
            chain.doFilter(request, response);
            return;
        }
        int colon = key.indexOf(':');
        try {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(proven(colon < 0 ? "" : key.substring(0, colon), key.substring(colon + 1)));
            SecurityContextHolder.setContext(context);
        } catch (AuthenticationException e) {
            problems.commence(request, response, e);
            return;
        }
        chain.doFilter(request, response);
    }

    /** A person's password is no key. */
    private Authentication proven(String id, String secret) {
        Authentication proven = logins.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(id, secret));
        if (proven.getPrincipal() instanceof Caller caller && caller.kind() == Caller.Kind.CLIENT) {
            return proven;
        }
        throw new BadCredentialsException("not an API client");
    }
}
