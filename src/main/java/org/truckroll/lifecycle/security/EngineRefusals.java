// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.truckroll.shared.Problem;

/**
 * Keeps the form of our refusals (api.md, "Errors") when a step of the engine throws them under its REST interface or under Tasklist, which
 * would make a 500 of them. Everything else stays as the engine answers it.
 */
abstract class EngineRefusals<E extends Throwable> implements ExceptionMapper<E> {

    // Ahead of the engine's own mappers of the same exceptions.
    private static final int BEFORE_THE_ENGINE = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Context
    private @Nullable UriInfo address;

    /** Thrown by a step as it is. */
    @Priority(BEFORE_THE_ENGINE)
    static final class OfSteps extends EngineRefusals<Problem> {}

    /** Wrapped once: by a task listener. */
    @Priority(BEFORE_THE_ENGINE)
    static final class OfTheEngine extends EngineRefusals<ProcessEngineException> {}

    /** Wrapped again: by the resource. */
    @Priority(BEFORE_THE_ENGINE)
    static final class OfItsRest extends EngineRefusals<RestException> {}

    /** Two starts of the same order met. */
    @Priority(BEFORE_THE_ENGINE)
    static final class OfDuplicates extends EngineRefusals<DuplicateKeyException> {}

    @Override
    public Response toResponse(E failure) {
        return problem(failure)
                .map(this::answer)
                .orElseGet(() -> ExceptionHandlerHelper.getInstance().getResponse(failure));
    }

    private static Optional<Problem> problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return Optional.of(problem);
            }
            if (cause instanceof TaskAlreadyClaimedException) {
                return Optional.of(Problem.conflict("already-signed", "Somebody else has signed this work."));
            }
            if (cause instanceof ConcurrencyFailureException || cause instanceof DuplicateKeyException) {
                return Optional.of(Problem.conflict(
                        "concurrent-change", "Someone else changed this at the same moment. Try again."));
            }
        }
        return Optional.empty();
    }

    private Response answer(Problem problem) {
        ProblemDetail detail = problem.toDetail();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", detail.getType());
        document.put("title", detail.getTitle());
        document.put("status", detail.getStatus());
        document.put("detail", detail.getDetail());
        if (address != null) {
            document.put("instance", address.getRequestUri().getRawPath());
        }
        document.putAll(Objects.requireNonNullElse(detail.getProperties(), Map.of()));
        // What Tasklist shows to a person, and what clients of the engine read.
        document.put("message", words(problem));
        try {
            return Response.status(problem.status().value())
                    .type(MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                    .entity(JSON.writeValueAsBytes(document))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String words(Problem problem) {
        String faults = problem.errors().stream()
                .map(fault -> fault.pointer().substring(fault.pointer().lastIndexOf('/') + 1) + ": " + fault.message())
                .collect(Collectors.joining("; "));
        return faults.isEmpty() ? String.valueOf(problem.getMessage()) : problem.getMessage() + " " + faults;
    }
}
