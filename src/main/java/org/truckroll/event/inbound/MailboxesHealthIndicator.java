// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Tells of each mailbox when it was read and why not. Always up: a mail server that is away is no reason to take a node out of service. */
@Component
class MailboxesHealthIndicator implements HealthIndicator {

    private final MailboxRows rows;
    private final Mailboxes mailboxes;

    MailboxesHealthIndicator(MailboxRows rows, Mailboxes mailboxes) {
        this.rows = rows;
        this.mailboxes = mailboxes;
    }

    @Override
    public Health health() {
        Map<String, MailboxRows.State> states = new LinkedHashMap<>();
        rows.all().forEach(state -> states.put(state.name(), state));
        Health.Builder health = Health.up();
        mailboxes.names().forEach(name -> health.withDetail(name, detail(states.get(name))));
        return health.build();
    }

    private static Map<String, Object> detail(MailboxRows.@Nullable State state) {
        Map<String, Object> detail = new LinkedHashMap<>();
        if (state == null) {
            detail.put("state", "NOT_READ_YET");
            return detail;
        }
        detail.put("state", state.failures() > 0 ? "FAILING" : state.readAt() == null ? "NOT_READ_YET" : "READ");
        detail.put("readAt", String.valueOf(state.readAt()));
        if (state.failures() > 0) {
            detail.put("failures", state.failures());
            detail.put("failingSince", String.valueOf(state.failingSince()));
            detail.put("fault", String.valueOf(state.fault()));
        }
        return detail;
    }
}
