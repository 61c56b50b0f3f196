// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages.process;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.event.messages.OperatorMessage;
import org.truckroll.event.messages.OperatorMessages;
import org.truckroll.notification.Channel;
import org.truckroll.notification.Severity;
import org.truckroll.people.Callers;

/** Reads what the operator has filled in, unless the message is written already; what is personal does not stay in the process. */
@Component
final class WriteMessageDelegate implements JavaDelegate {

    /** Whether an event is archived with it. */
    static final String FORWARDS = "forwards";

    private static final List<String> FIELDS = List.of(
            "division",
            "eventId",
            "recipients",
            "byMail",
            "bySms",
            "byFax",
            "title",
            "message",
            "withOriginal",
            "waits",
            "note");

    private final OperatorMessages messages;
    private final Callers callers;

    WriteMessageDelegate(OperatorMessages messages, Callers callers) {
        this.messages = messages;
        this.callers = callers;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String key = execution.getProcessBusinessKey();
        // In Tasklist people may type a key of their own.
        OperatorMessage message = key != null && messages.written(key)
                ? messages.get(key, callers.current()).message()
                : messages.write(draft(execution), callers.current());
        if (!message.id().equals(key)) {
            execution.setProcessBusinessKey(message.id());
        }
        FIELDS.forEach(field -> forget(execution, field));
        execution.setVariable(FORWARDS, message.forwardedEvent() != null);
    }

    /** Emptied before it goes: the history of the engine keeps the last value of a variable. */
    private static void forget(DelegateExecution execution, String field) {
        if (execution.hasVariable(field)) {
            execution.setVariable(field, "");
            execution.removeVariable(field);
        }
    }

    private static OperatorMessage.Draft draft(DelegateExecution execution) {
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        if (yes(execution, "byMail")) {
            channels.add(Channel.MAIL);
        }
        if (yes(execution, "bySms")) {
            channels.add(Channel.SMS);
        }
        if (yes(execution, "byFax")) {
            channels.add(Channel.FAX);
        }
        String recipients = text(execution, "recipients");
        return new OperatorMessage.Draft(
                text(execution, "division"),
                text(execution, "eventId"),
                recipients == null ? List.of() : Arrays.asList(recipients.split("[,;\\s]+")),
                channels,
                text(execution, "title"),
                text(execution, "message"),
                !Boolean.FALSE.equals(execution.getVariable("withOriginal")),
                yes(execution, "waits") ? Severity.IMPORTANT : Severity.URGENT,
                text(execution, "note"));
    }

    private static boolean yes(DelegateExecution execution, String name) {
        return Boolean.TRUE.equals(execution.getVariable(name));
    }

    private static @Nullable String text(DelegateExecution execution, String name) {
        Object value = execution.getVariable(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }
}
