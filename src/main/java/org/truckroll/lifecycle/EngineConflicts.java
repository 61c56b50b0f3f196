// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import org.camunda.bpm.engine.OptimisticLockingException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.truckroll.shared.ProblemHandler;

/** A step of the engine that loses against another one is rolled back whole: 409 {@code concurrent-change}, not a fault of the server. */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice
class EngineConflicts {

    private final ProblemHandler problems;

    EngineConflicts(ProblemHandler problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> lost(OptimisticLockingException e) {
        return problems.busy(new OptimisticLockingFailureException("A step of the engine met another one", e));
    }
}
