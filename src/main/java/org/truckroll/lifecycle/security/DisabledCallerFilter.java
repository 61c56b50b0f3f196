// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.truckroll.people.Caller;

/** Turns away a person who is switched off, whichever proof the request carries: a remembered password, a token or a session (HCDC-36). */
final class DisabledCallerFilter extends OncePerRequestFilter {

    private final Logins logins;
    private final ProblemResponses problems;

    DisabledCallerFilter(Logins logins, ProblemResponses problems) {
        this.logins = logins;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication authentication
                && authentication.getPrincipal().kind() == Caller.Kind.PERSON
                && !logins.mayLogIn(authentication.getPrincipal().id())) {
            SecurityContextHolder.clearContext();
            problems.commence(request, response, new DisabledException("This login is switched off."));
            return;
        }
        chain.doFilter(request, response);
    }
}
