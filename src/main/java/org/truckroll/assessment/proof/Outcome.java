// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;

/**
 * How an activity may end.
 *
 * @param code the mode, failure, result class, or decision
 * @param detail what distinguishes it from others of the same code, for people
 * @param left the device that it leaves in place
 * @param again a person says: once more. Only by this may an order come to where it was.
 */
record Outcome(String code, String detail, @Nullable Device left, boolean again) {

    static Outcome of(String code) {
        return new Outcome(code, "", null, false);
    }

    static Outcome of(String code, String detail) {
        return new Outcome(code, detail, null, false);
    }

    static Outcome again(String code, String detail) {
        return new Outcome(code, detail, null, true);
    }

    Outcome leaving(Device device) {
        return new Outcome(code, detail, device, again);
    }

    String words() {
        StringBuilder words = new StringBuilder(code);
        if (!detail.isEmpty()) {
            words.append(" (").append(detail).append(')');
        }
        if (left != null) {
            words.append(", leaves ").append(words(left));
        }
        return words.toString();
    }

    private static String words(Device device) {
        StringBuilder words = new StringBuilder("a ")
                .append(device.kind())
                .append(" device, ")
                .append(device.conditionState())
                .append(", switch ")
                .append(device.position());
        if (device.smart()) {
            Device.Capabilities can = device.capabilities();
            words.append(", ")
                    .append(device.commissionState())
                    .append(", head end ")
                    .append(Situations.IN_SERVICE.equals(device.headEnd()) ? "in service" : "out of service")
                    .append(can == null ? ", capabilities unknown" : ", " + can.switchControl());
            if (can != null) {
                words.append(Boolean.TRUE.equals(can.onDemandReadScalar()) ? ", reads registers" : "")
                        .append(Boolean.TRUE.equals(can.onDemandReadInterval()) ? ", reads intervals" : "")
                        .append(Boolean.TRUE.equals(can.ping()) ? ", answers pings" : "");
            }
        }
        return words.toString();
    }
}
