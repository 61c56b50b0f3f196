// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.process;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.EventAlerts;

/** Alerts those who are on call, and says when the next alert is due (GEO-24, GEO-25). */
@Component
final class SendAlertDelegate implements JavaDelegate {

    private final EventAlerts alerts;

    SendAlertDelegate(EventAlerts alerts) {
        this.alerts = alerts;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Optional<Instant> next = alerts.alert(execution.getProcessBusinessKey());
        execution.setVariable("anotherAlert", next.isPresent());
        // The engine reads milliseconds; a timer must not come before its time.
        next.ifPresent(at -> execution.setVariable(
                "alertAt", at.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS).toString()));
    }
}
