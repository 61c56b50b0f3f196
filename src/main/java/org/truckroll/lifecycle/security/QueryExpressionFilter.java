// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;
import org.truckroll.shared.Problem;

/**
 * Refuses queries that carry an expression below {@code orQueries}: the engine checks the outer query only and would evaluate the inner one
 * (CVE-2026-109432). What is not JSON never reaches the engine either, so that nobody reads it differently than this filter did.
 */
final class QueryExpressionFilter extends OncePerRequestFilter {

    private final JsonFactory json = new JsonFactory();
    private final ProblemResponses problems;

    QueryExpressionFilter(ProblemResponses problems) {
        this.problems = problems;
    }

    /** Members of a start that would leave out the step which checks the order. */
    private static final Set<String> BYPASSES = Set.of("startInstructions", "skipCustomListeners", "skipIoMappings");

    private static final class BypassException extends IOException {
        private static final long serialVersionUID = 1L;

        BypassException(String member) {
            super(member);
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String type = request.getContentType();
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        return List.of("GET", "HEAD", "OPTIONS").contains(request.getMethod())
                || lower.startsWith("multipart/")
                || lower.startsWith("application/x-www-form-urlencoded");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > BodyLimitFilter.LIMIT) {
            problems.tooLarge(request, response, BodyLimitFilter.LIMIT);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(BodyLimitFilter.LIMIT + 1);
        if (body.length > BodyLimitFilter.LIMIT) {
            problems.tooLarge(request, response, BodyLimitFilter.LIMIT);
            return;
        }
        boolean dangerous;
        try {
            dangerous = hasInnerExpression(body, request.getRequestURI().endsWith("/start"));
        } catch (BypassException e) {
            problems.write(
                    request,
                    response,
                    Problem.badRequest(
                            "A process starts and goes on as its diagram says: '" + e.getMessage()
                                    + "' is not allowed.",
                            List.of(new Problem.FieldError("/" + e.getMessage(), "is not allowed"))));
            return;
        } catch (IOException e) {
            problems.write(request, response, Problem.badRequest("The body is not well-formed JSON.", List.of()));
            return;
        }
        if (dangerous) {
            problems.write(
                    request, response, Problem.badRequest("Expressions are not allowed below 'orQueries'.", List.of()));
            return;
        }
        chain.doFilter(new BufferedRequest(request, body), response);
    }

    boolean hasInnerExpression(byte[] body) throws IOException {
        return hasInnerExpression(body, false);
    }

    private boolean hasInnerExpression(byte[] body, boolean start) throws IOException {
        int depth = 0;
        int outside = -1;
        try (JsonParser parser = json.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                    outside = depth < outside ? -1 : outside;
                } else if (token == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    if (start && depth == 1 && BYPASSES.contains(name)) {
                        throw new BypassException(name);
                    }
                    if (outside >= 0 && depth > outside && name.endsWith("Expression")) {
                        return true;
                    }
                    if (outside < 0 || depth <= outside) {
                        outside = "orQueries".equals(name) ? depth : -1;
                    }
                }
            }
        }
        return false;
    }
}
