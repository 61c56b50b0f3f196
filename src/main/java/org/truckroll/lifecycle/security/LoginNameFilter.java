// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.web.filter.OncePerRequestFilter;

/** People may give their e-mail address to Tasklist too; the session is in their login's name. */
final class LoginNameFilter extends OncePerRequestFilter {

    private static final Pattern LOGIN = Pattern.compile("/camunda/api/admin/auth/user/[^/]+/login/[^/]+");
    private static final String NAME = "username=";
    private static final int LIMIT = 16 * 1024;

    private final Logins logins;
    private final ProblemResponses problems;

    LoginNameFilter(Logins logins, ProblemResponses problems) {
        this.logins = logins;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!"POST".equals(request.getMethod())
                || !LOGIN.matcher(request.getRequestURI()).matches()) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(LIMIT + 1);
        if (body.length > LIMIT) {
            problems.tooLarge(request, response, LIMIT);
            return;
        }
        String form = new String(body, StandardCharsets.ISO_8859_1);
        String known = Arrays.stream(form.split("&", -1)).map(this::known).collect(Collectors.joining("&"));
        chain.doFilter(new BufferedRequest(request, known.getBytes(StandardCharsets.ISO_8859_1)), response);
    }

    private String known(String field) {
        if (!field.startsWith(NAME)) {
            return field;
        }
        try {
            String name = URLDecoder.decode(field.substring(NAME.length()), StandardCharsets.UTF_8)
                    .strip();
            return NAME + URLEncoder.encode(logins.loginOf(name), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not for us to judge; nobody has such a name.
            return field;
        }
    }
}
