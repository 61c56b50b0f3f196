// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;

/**
 * Runs engine calls as the server itself: who may ask is decided at the door of the request, not by the engine's rights
 * of the person on whose thread it happens.
 */
final class AsServer {

    private AsServer() {}

    static <T> T call(IdentityService identity, Supplier<T> action) {
        var person = identity.getCurrentAuthentication();
        if (person == null) {
            return action.get();
        }
        identity.clearAuthentication();
        try {
            return action.get();
        } finally {
            identity.setAuthentication(person);
        }
    }
}
