// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement.process;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.announcement.VisitReminders;

/** Tells of the visit what is due, and says until when its process waits. */
@Component
final class TellOfVisitDelegate implements JavaDelegate {

    private final VisitReminders reminders;

    TellOfVisitDelegate(VisitReminders reminders) {
        this.reminders = reminders;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Optional<Instant> next = reminders.tell(execution.getProcessBusinessKey());
        execution.setVariable("moreToTell", next.isPresent());
        // The engine reads milliseconds; a timer must not come before its time.
        next.ifPresent(at -> execution.setVariable(
                "dueAt", at.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS).toString()));
    }
}
