// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies over 1 MB (413), over 16 MB where many things come in one body; also those that do not say how long they are. */
final class BodyLimitFilter extends OncePerRequestFilter {

    static final int LIMIT = 1024 * 1024;
    static final int LARGE = 16 * LIMIT;

    private final RequestMatcher unlimited;
    private final RequestMatcher large;
    private final ProblemResponses problems;

    BodyLimitFilter(ProblemResponses problems) {
        this(request -> false, request -> false, problems);
    }

    /**
     * @param unlimited calls that stream, or that the multipart settings limit
     * @param large calls whose one body holds many things
     */
    BodyLimitFilter(RequestMatcher unlimited, RequestMatcher large, ProblemResponses problems) {
        this.unlimited = unlimited;
        this.large = large;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long length = request.getContentLengthLong();
        int limit = large.matches(request) ? LARGE : LIMIT;
        if (length > limit && !unlimited.matches(request)) {
            problems.tooLarge(request, response, limit);
            return;
        }
        if (length >= 0 || !hasBody(request) || unlimited.matches(request)) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(limit + 1);
        if (body.length > limit) {
            problems.tooLarge(request, response, limit);
            return;
        }
        chain.doFilter(new BufferedRequest(request, body), response);
    }

    private static boolean hasBody(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "GET", "HEAD", "OPTIONS" -> StringUtils.hasText(request.getHeader("Transfer-Encoding"));
            default -> true;
        };
    }
}
