// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;

/** What an answer means for its command (7.4): by its result, its code and the switch it tells, never by its text. */
final class Judgement {

    /** Object unknown, and no such meter (IEC 61968-100 reply codes). */
    private static final Set<String> NOT_ENROLLED = Set.of("2.4", "2.12");

    private Judgement() {}

    /** Null for a success. */
    static @Nullable FailureClass of(MeterCommand command, Reply reply) {
        if (reply.result() != Reply.Result.SUCCESS) {
            return reply.code() != null && NOT_ENROLLED.contains(reply.code())
                    ? FailureClass.NOT_ENROLLED
                    : FailureClass.FAILED;
        }
        return opposite(command.command(), reply.switchPosition()) ? FailureClass.FAILED : null;
    }

    /** SUCCESS with the opposite switch is a failure. */
    private static boolean opposite(String command, Device.@Nullable SwitchPosition said) {
        return switch (command) {
            case "REMOTE_CONNECT", "ARM" -> said == Device.SwitchPosition.OFF;
            case "REMOTE_DISCONNECT" -> said == Device.SwitchPosition.ON || said == Device.SwitchPosition.ARMED;
            default -> false;
        };
    }
}
