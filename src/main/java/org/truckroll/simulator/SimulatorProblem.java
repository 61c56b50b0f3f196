// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** A refusal by a simulator, answered as {@code application/problem+json}. */
public final class SimulatorProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String name;
    private final String pointer;

    private SimulatorProblem(HttpStatus status, String name, String pointer, String message) {
        super(message);
        this.status = status;
        this.name = name;
        this.pointer = pointer;
    }

    /** A request that cannot be understood; {@code pointer} is the JSON pointer to the culprit. */
    public static SimulatorProblem invalid(String pointer, String message) {
        return new SimulatorProblem(HttpStatus.BAD_REQUEST, "invalid-request", pointer, message);
    }

    /** Something that the simulator does not have. */
    public static SimulatorProblem notFound(String message) {
        return new SimulatorProblem(HttpStatus.NOT_FOUND, "not-found", "", message);
    }

    /** Something that cannot be done as things stand. */
    public static SimulatorProblem conflict(String name, String message) {
        return new SimulatorProblem(HttpStatus.CONFLICT, name, "", message);
    }

    /** The HTTP form of a problem, for answers that are no mistake of the simulator's user. */
    public static ResponseEntity.BodyBuilder response(HttpStatus status) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    /** The RFC 9457 body with a stable type. */
    public static ProblemDetail body(HttpStatus status, String name, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:truckroll:problem:" + name));
        return problem;
    }

    ResponseEntity<ProblemDetail> response() {
        var problem = body(status, name, String.valueOf(getMessage()));
        if (status == HttpStatus.BAD_REQUEST) {
            problem.setProperty("errors", List.of(new FieldError(pointer, String.valueOf(getMessage()))));
        }
        return response(status).body(problem);
    }

    record FieldError(String pointer, String message) {}
}
