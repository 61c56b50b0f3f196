// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.truckroll.people.SourceCalls;
import org.truckroll.people.SyncProcess;

/** Calls the source of the staff as any named neighbour, and starts {@code staff-sync}; its business key is the run. */
@Component
class StaffSource implements SourceCalls, SyncProcess {

    private static final String KEY = "staff-sync";

    private final ServiceCalls calls;
    private final OrderLifecycle lifecycle;

    StaffSource(ServiceCalls calls, OrderLifecycle lifecycle) {
        this.calls = calls;
        this.lifecycle = lifecycle;
    }

    @Override
    public Answer get(String endpoint, String path) {
        CallResult result = calls.call(
                endpoint, path, "GET", null, Map.of("Accept", "application/scim+json, application/json"), null);
        String body = result.body();
        return switch (result.outcome()) {
            case OK -> new Document(Objects.requireNonNullElse(body, ""));
            case BUSY, TRANSIENT -> new Later(words(result), result.retryAfter());
            default -> new Refused(words(result));
        };
    }

    private static String words(CallResult result) {
        return result.detail() == null
                ? "The source answered " + result.status()
                : "The source could not be asked: " + result.detail();
    }

    @Override
    public void start(String run) {
        lifecycle.start(KEY, run, Map.of());
    }
}
