// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.truckroll.shared.Problem;
import org.truckroll.shared.TmfErrors;

/** Refusals that happen before any controller, in the same form as everybody else's (api.md, "Errors"). */
@Component
class ProblemResponses implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final ObjectMapper mapper;

    ProblemResponses(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** 401. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        // A page of ours asks for the login itself; at "Basic" the browser would do it first.
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                request.getHeader(Sessions.HEADER) == null ? "Basic realm=\"truckroll\"" : "Session");
        write(
                request,
                response,
                new Problem(HttpStatus.UNAUTHORIZED, "unauthorized", "Log in with a valid user id and password."));
    }

    /** 403. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        write(request, response, Problem.forbidden("You may not do this."));
    }

    void tooLarge(HttpServletRequest request, HttpServletResponse response, int limit) throws IOException {
        write(
                request,
                response,
                new Problem(
                        HttpStatus.PAYLOAD_TOO_LARGE,
                        "payload-too-large",
                        "The body is larger than " + limit + " bytes."));
    }

    void write(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        ProblemDetail document = problem.toDetail();
        document.setInstance(path(request));
        TmfErrors.extend(request.getRequestURI(), document);
        response.setStatus(problem.status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(mapper.writeValueAsBytes(document));
    }

    private static URI path(HttpServletRequest request) {
        try {
            return new URI(null, null, request.getRequestURI(), null);
        } catch (URISyntaxException e) {
            return URI.create("about:blank");
        }
    }
}
