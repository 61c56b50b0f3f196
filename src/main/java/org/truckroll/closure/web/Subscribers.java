// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure.web;

import org.springframework.stereotype.Component;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.people.People;
import org.truckroll.shared.Problem;

/** Systems subscribe; of people only those who look after the systems. */
@Component
class Subscribers {

    private final Callers callers;

    Subscribers(Callers callers) {
        this.callers = callers;
    }

    /** @throws Problem 403 for anybody else */
    Caller current() {
        Caller caller = callers.current();
        if (caller.kind() == Caller.Kind.CLIENT || caller.in(People.INTEGRATION) || caller.in(People.ADMINS)) {
            return caller;
        }
        throw Problem.forbidden("Only API clients and the group '" + People.INTEGRATION + "' may subscribe.");
    }
}
