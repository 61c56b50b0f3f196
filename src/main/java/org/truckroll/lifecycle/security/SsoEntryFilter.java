// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Leads whoever opens Tasklist, Cockpit or Admin to the single sign-on, where there is no password login. */
final class SsoEntryFilter extends OncePerRequestFilter {

    private static final Pattern PAGE = Pattern.compile("/camunda/app/(tasklist|cockpit|admin|welcome)(/|/default/?)?");

    private final Sso sso;

    SsoEntryFilter(Sso sso) {
        this.sso = sso;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!sso.passwords()
                && "GET".equals(request.getMethod())
                && PAGE.matcher(request.getRequestURI()).matches()
                && !loggedIn(request.getSession(false))) {
            response.sendRedirect(
                    Sso.LOGIN + "?to=" + URLEncoder.encode(request.getRequestURI(), StandardCharsets.UTF_8));
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean loggedIn(@Nullable HttpSession session) {
        Authentications proven = session == null ? null : AuthenticationUtil.getAuthsFromSession(session);
        return proven != null && !proven.getAuthentications().isEmpty();
    }
}
