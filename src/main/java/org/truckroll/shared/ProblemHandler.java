// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns every failure at the REST edge into a problem document (api.md, "Errors"); never a stack trace. */
@RestControllerAdvice
public class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    /** A transaction that the database rolled back for another one (SQL:2016 class 40), or that waited too long for a lock (H2, PostgreSQL). */
    private static final Pattern LOST = Pattern.compile("40...|HYT00|55P03");

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Problem problem) {
        if (problem.retryAfter() != null) {
            return ResponseEntity.status(problem.status())
                    .header(
                            HttpHeaders.RETRY_AFTER,
                            String.valueOf(problem.retryAfter().toSeconds()))
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem.toDetail());
        }
        return answer(problem.status(), problem.toDetail());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> wrongParameter(MethodArgumentTypeMismatchException e) {
        String expected = e.getRequiredType() == null ? "another type" : wanted(e.getRequiredType());
        return answer(
                HttpStatus.BAD_REQUEST,
                Problem.badRequest("Parameter '" + e.getName() + "' must be " + expected + ".", List.of())
                        .toDetail());
    }

    /** Also two that enter the same at once: the second one's next try finds what the first has entered. */
    @ExceptionHandler({ConcurrencyFailureException.class, DuplicateKeyException.class})
    public ResponseEntity<ProblemDetail> busy(DataAccessException e) {
        log.info("Two writers met: cause={}", e.getClass().getSimpleName());
        return ResponseEntity.status(HttpStatus.CONFLICT)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.conflict("concurrent-change", "Someone else changed this at the same moment. Try again.")
                        .toDetail());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(Exception e) throws Exception {
        if (e instanceof org.springframework.security.access.AccessDeniedException
                || e instanceof org.springframework.security.core.AuthenticationException) {
            throw e;
        }
        // A step of a process refuses within the engine, which wraps it.
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return refused(problem);
            }
            if (cause instanceof ConcurrencyFailureException || cause instanceof DuplicateKeyException) {
                return busy((DataAccessException) cause);
            }
            if (cause instanceof SQLException refused
                    && LOST.matcher(String.valueOf(refused.getSQLState())).matches()) {
                return busy(new CannotAcquireLockException("Rolled back by the database", refused));
            }
        }
        log.error("Request failed", e);
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                new Problem(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", "The server failed. Nothing was lost.")
                        .toDetail());
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Throwable cause = e.getCause();
        if (cause instanceof Problem problem) {
            return plain(problem.toDetail());
        }
        if (cause instanceof JsonMappingException mapping) {
            if (mapping.getCause() instanceof Problem problem) {
                return plain(problem.toDetail());
            }
            String message = message(mapping);
            return plain(Problem.badRequest(message, List.of(new Problem.FieldError(pointer(mapping), message)))
                    .toDetail());
        }
        String detail = cause == null ? "A body is required." : "The body is not well-formed JSON.";
        return plain(Problem.badRequest(detail, List.of()).toDetail());
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = HttpStatus.valueOf(status.value())
                .name()
                .toLowerCase(java.util.Locale.ROOT)
                .replace('_', '-');
        ProblemDetail given =
                e instanceof ErrorResponse known ? known.getBody() : body instanceof ProblemDetail d ? d : null;
        String detail = given == null || given.getDetail() == null ? name : given.getDetail();
        ProblemDetail document = Problem.detail(HttpStatus.valueOf(status.value()), name, detail, List.of(), Map.of());
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(document);
    }

    /** What is wrong with a document that could not be read, in words that name no class of ours. */
    public static Problem.FieldError fault(JsonProcessingException e) {
        return e instanceof JsonMappingException mapping
                ? new Problem.FieldError(pointer(mapping), message(mapping))
                : new Problem.FieldError("", "The body is not well-formed JSON.");
    }

    private static String message(JsonMappingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "Unknown field '" + unknown.getPropertyName() + "'. Known: " + unknown.getKnownPropertyIds() + ".";
        }
        if (e instanceof InvalidFormatException format) {
            return "'" + format.getValue() + "' is not " + wanted(format.getTargetType()) + ".";
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "Expected " + wanted(mismatch.getTargetType()) + ".";
        }
        return "The body is not well-formed JSON.";
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        return switch (type.getSimpleName()) {
            case "Instant", "OffsetDateTime" -> "an instant such as 2026-11-21T08:00:00Z";
            case "LocalDate" -> "a date such as 2026-12-01";
            case "BigDecimal", "int", "Integer", "long", "Long" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "String" -> "a text";
            case "List", "ArrayList" -> "a list";
            case "Duration" -> "a duration such as PT5M";
            default -> "an object";
        };
    }

    private static String pointer(JsonMappingException e) {
        StringBuilder pointer = new StringBuilder();
        e.getPath()
                .forEach(step -> pointer.append('/')
                        .append(step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName()));
        return pointer.toString();
    }

    private static ResponseEntity<Object> plain(ProblemDetail document) {
        return ResponseEntity.status(document.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(document);
    }

    private static ResponseEntity<ProblemDetail> answer(HttpStatus status, ProblemDetail document) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(document);
    }
}
