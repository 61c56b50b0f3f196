// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** On the paths of TM Forum a problem document carries, as extensions, the members of their error (service-orders 9): code, reason, message. */
@RestControllerAdvice
public final class TmfErrors implements ResponseBodyAdvice<Object> {

    private static final String PATHS = "/tmf-api/";
    private static final String OURS = "urn:truckroll:problem:";

    @Override
    public boolean supports(MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returned,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body instanceof ProblemDetail document) {
            extend(request.getURI().getPath(), document);
        }
        return body;
    }

    /** Adds the members when the path is one of TM Forum's. */
    public static void extend(String path, ProblemDetail document) {
        if (!path.startsWith(PATHS)) {
            return;
        }
        String type = document.getType().toString();
        document.setProperty("code", type.startsWith(OURS) ? type.substring(OURS.length()) : type);
        document.setProperty("reason", document.getTitle());
        document.setProperty("message", document.getDetail());
        document.setProperty("referenceError", type);
        document.setProperty("@type", "Error");
    }
}
