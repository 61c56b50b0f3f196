// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.shifts.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import org.truckroll.event.shifts.ShiftNotices;

/** Tells who comes on call. */
@Component
final class TellShiftsDelegate implements JavaDelegate {

    private final ShiftNotices notices;

    TellShiftsDelegate(ShiftNotices notices) {
        this.notices = notices;
    }

    @Override
    public void execute(DelegateExecution execution) {
        notices.tell();
    }
}
