// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a task listener ask {@code Callers.current()} also for work done in Tasklist: the webapps log in by themselves, later in the chain, so
 * the caller is looked up in the engine at the moment somebody asks.
 */
final class TasklistCallerFilter extends OncePerRequestFilter {

    private final IdentityService identities;
    private final Logins logins;

    TasklistCallerFilter(IdentityService identities, Logins logins) {
        this.identities = identities;
        this.logins = logins;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SecurityContext anonymous = SecurityContextHolder.getContext();
        SecurityContextHolder.setDeferredContext(() -> {
            Authentication user = identities.getCurrentAuthentication();
            return user == null || user.getUserId() == null
                    ? anonymous
                    : new SecurityContextImpl(
                            new CallerAuthentication(logins.person(user.getUserId(), Set.copyOf(user.getGroupIds()))));
        });
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.setContext(anonymous);
        }
    }
}
