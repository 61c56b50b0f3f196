// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * A refusal in words of the contract: becomes an RFC 9457 problem document with a stable type at every door (REST, engine REST). Thrown before
 * anything was changed, or to roll back what was.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String name;
    private final transient List<FieldError> errors;
    private final transient Map<String, Object> properties = new LinkedHashMap<>();
    private @Nullable Duration retryAfter;

    /** One fault in a body: JSON pointer (RFC 6901) and what is wrong there. */
    public record FieldError(String pointer, String message) {}

    public Problem(HttpStatus status, String name, String detail) {
        this(status, name, detail, List.of());
    }

    public Problem(HttpStatus status, String name, String detail, List<FieldError> errors) {
        super(detail);
        this.status = status;
        this.name = name;
        this.errors = List.copyOf(errors);
    }

    /** 400: the request is malformed. */
    public static Problem badRequest(String detail, List<FieldError> errors) {
        return new Problem(HttpStatus.BAD_REQUEST, "invalid-request", detail, errors);
    }

    /** 404, also for what exists but is not the caller's to see, so that ids cannot be guessed. */
    public static Problem notFound(String what, String id) {
        return new Problem(
                HttpStatus.NOT_FOUND, "not-found", "There is no " + what + " '" + id + "' that you may see.");
    }

    /** 403. */
    public static Problem forbidden(String detail) {
        return new Problem(HttpStatus.FORBIDDEN, "forbidden", detail);
    }

    /** 409 with a stable name. */
    public static Problem conflict(String name, String detail) {
        return new Problem(HttpStatus.CONFLICT, name, detail);
    }

    /** 422: well-formed, but not possible here. */
    public static Problem unprocessable(String name, String detail, FieldError... errors) {
        return new Problem(HttpStatus.UNPROCESSABLE_ENTITY, name, detail, List.of(errors));
    }

    /** Adds an extension member to the problem document. */
    public Problem with(String property, Object value) {
        properties.put(property, value);
        return this;
    }

    /** The caller may come again after this time: header {@code Retry-After} in seconds. */
    public Problem retryAfter(Duration time) {
        retryAfter = time;
        return this;
    }

    /** When to come again; null when that would change nothing. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The same refusal for a body of another form: its faults at the pointers that this form has. */
    public Problem at(UnaryOperator<String> pointers) {
        Problem moved = new Problem(
                status,
                name,
                super.getMessage(),
                errors.stream()
                        .map(error -> new FieldError(pointers.apply(error.pointer()), error.message()))
                        .toList());
        moved.properties.putAll(properties);
        return moved;
    }

    public HttpStatus status() {
        return status;
    }

    public String name() {
        return name;
    }

    public List<FieldError> errors() {
        return errors;
    }

    /** With the faults: where there is no document, as in Tasklist, people still read what to correct. */
    @Override
    public String getMessage() {
        return errors.isEmpty()
                ? super.getMessage()
                : super.getMessage() + " "
                        + errors.stream()
                                .map(error -> error.pointer() + ": " + error.message())
                                .collect(Collectors.joining("; "));
    }

    /** The document of RFC 9457. */
    public ProblemDetail toDetail() {
        return detail(status, name, super.getMessage(), errors, properties);
    }

    static ProblemDetail detail(
            HttpStatus status, String name, String detail, List<FieldError> errors, Map<String, Object> properties) {
        ProblemDetail document = ProblemDetail.forStatusAndDetail(status, detail);
        document.setType(java.net.URI.create("urn:truckroll:problem:" + name));
        document.setTitle(title(name));
        if (!errors.isEmpty()) {
            document.setProperty("errors", errors);
        }
        properties.forEach(document::setProperty);
        return document;
    }

    private static String title(String name) {
        String words = name.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
