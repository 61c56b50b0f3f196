// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.jspecify.annotations.Nullable;
import org.truckroll.event.InboundEvent;

/** What a task of an event shows, and what its form says; both go with the task. */
final class EventCard {

    private static final int LONGEST = 3000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private static final List<String> SHOWN =
            List.of("eventKind", "eventCode", "eventFrom", "eventSubject", "eventText", "eventNote", "receivedAt");

    private static final List<String> FIELDS = List.of("action", "recipients", "message", "withOriginal", "note");

    private EventCard() {}

    /** @param zone by whose clock people read when it came */
    static void show(DelegateTask task, InboundEvent event, ZoneId zone) {
        task.setVariableLocal("eventKind", event.kind().name());
        task.setVariableLocal("eventCode", event.code());
        task.setVariableLocal("eventFrom", event.sender());
        task.setVariableLocal("eventSubject", event.subject());
        task.setVariableLocal("eventText", clip(event.text()));
        task.setVariableLocal("eventNote", event.note());
        task.setVariableLocal("receivedAt", TIME.format(event.receivedAt().atZone(zone)));
    }

    /** Emptied before they go: the history of the engine keeps the last value of a variable. */
    static void forget(DelegateTask task) {
        for (String name : SHOWN) {
            if (task.hasVariableLocal(name)) {
                task.setVariableLocal(name, "");
                task.removeVariableLocal(name);
            }
        }
        for (String name : FIELDS) {
            if (task.hasVariable(name)) {
                task.setVariable(name, "");
                task.removeVariable(name);
                task.getExecution().removeVariable(name);
            }
        }
    }

    static @Nullable String text(DelegateTask task, String name) {
        Object value = task.getVariable(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    private static String clip(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }
}
