// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import org.camunda.bpm.engine.delegate.BpmnError;

/** Business exceptions that leave the path of a diagram; the names are the error codes in the models. */
public enum BusinessError {
    /** The same order was posted before: this start is answered with the known one. */
    ORDER_KNOWN,
    /** Before the crew has set out it turned out that nobody shall go: the visit ends as failed. */
    VISIT_NOT_POSSIBLE,
    /** A workforce system has given a visit back: our own dispatch goes on with it. */
    WORK_TAKEN_BACK;

    public BpmnError asBpmnError(String message) {
        return new BpmnError(name(), message);
    }
}
