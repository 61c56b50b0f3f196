// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.truckroll.people.People;

/** Whether the divisions that sources are configured for exist: an event of another one would be seen by nobody. */
@Component
class SourceDivisions {

    private static final Logger log = LoggerFactory.getLogger(SourceDivisions.class);

    private final InboundProperties settings;
    private final Supplier<Set<String>> divisions;

    @Autowired
    SourceDivisions(InboundProperties settings, People people) {
        this(settings, people::divisions);
    }

    SourceDivisions(InboundProperties settings, Supplier<Set<String>> divisions) {
        this.settings = settings;
        this.divisions = divisions;
    }

    boolean known(String division) {
        return divisions.get().contains(division);
    }

    /** The setting of each source whose division does not exist, with that division. */
    Map<String, String> unknown() {
        Map<String, String> configured = new TreeMap<>();
        settings.mailboxes().forEach((name, mailbox) -> configured.put("mailboxes." + name, mailbox.division()));
        settings.sms().forEach((name, number) -> configured.put("sms." + name, number.division()));
        settings.schedules().forEach((name, schedule) -> configured.put("schedules." + name, schedule.division()));
        configured.values().removeAll(divisions.get());
        return configured;
    }

    /** No reason not to start: divisions are entered while the server runs. */
    @EventListener(ApplicationReadyEvent.class)
    void tell() {
        unknown()
                .forEach((setting, division) -> log.error(
                        "Source of events names a division that does not exist: setting=truckroll.event.inbound.{} division={}",
                        setting,
                        division));
    }
}
