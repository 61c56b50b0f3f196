// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;

/**
 * Codes of controls and events, {@code type.domain.subDomain.eventOrAction} (service-orders 2.3). The type (3 = electric meter) differs from
 * head end to head end and says nothing here; domain 31 is the switch.
 */
public final class EndDeviceCode {

    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,4})\\.(\\d{1,4})");
    private static final int SWITCH = 31;

    private static final int CONNECTED = 42;
    private static final int DISCONNECTED = 68;
    private static final int ARMED = 11;
    /** What some head ends send instead (Connexo): the control was processed. */
    private static final int PROCESSED = 44;

    /** Error, cancelled, expired (64; an older vendor list says 31). */
    private static final Set<Integer> CANCELLED = Set.of(79, 10, 64, 31);

    private EndDeviceCode() {}

    /** The code of the control that a command asks for; null for a command that is no control. */
    public static @Nullable String ofControl(String command) {
        return switch (command) {
            case "REMOTE_CONNECT" -> "3.31.0.18";
            case "REMOTE_DISCONNECT" -> "3.31.0.23";
            case "ARM" -> "3.31.0.5";
            default -> null;
        };
    }

    /** Where the switch stands after an event. */
    public static Optional<Device.SwitchPosition> position(@Nullable String code) {
        Matcher matcher = FORM.matcher(code == null ? "" : code);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) != SWITCH) {
            return Optional.empty();
        }
        return switch (Integer.parseInt(matcher.group(4))) {
            case CONNECTED -> Optional.of(Device.SwitchPosition.ON);
            case DISCONNECTED -> Optional.of(Device.SwitchPosition.OFF);
            case ARMED -> Optional.of(Device.SwitchPosition.ARMED);
            default -> Optional.empty();
        };
    }

    /**
     * What a code says about the command it answers: the switch is where the command wanted it, or on the way there; processed; anything else is
     * a failure (7.4 FAILED). The code of the control itself means that it was carried out.
     */
    public static Reply.Result result(String command, @Nullable String code) {
        String control = ofControl(command);
        if (control == null || code == null) {
            return Reply.Result.SUCCESS;
        }
        Optional<Device.SwitchPosition> position = position(code);
        boolean success = position.isPresent()
                ? reached(command, position.get())
                : closes(code, PROCESSED) || closes(code, lastOf(control));
        return success ? Reply.Result.SUCCESS : Reply.Result.FAILURE;
    }

    /** Whether an event of the device tells how this command ended; others, such as a lost supply, do not. */
    public static boolean ends(String command, @Nullable String code) {
        Matcher matcher = FORM.matcher(code == null ? "" : code);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) != SWITCH) {
            return false;
        }
        int last = Integer.parseInt(matcher.group(4));
        return last == PROCESSED
                || position(code).filter(position -> reached(command, position)).isPresent()
                || switch (command) {
                    case "REMOTE_CONNECT" -> last == 67 || last == 226;
                    case "REMOTE_DISCONNECT" -> last == 84;
                    default -> last == 226;
                }
                || CANCELLED.contains(last);
    }

    private static boolean reached(String command, Device.SwitchPosition position) {
        return "REMOTE_DISCONNECT".equals(command) == (position == Device.SwitchPosition.OFF);
    }

    private static boolean closes(String code, int last) {
        return FORM.matcher(code).matches() && lastOf(code) == last;
    }

    private static int lastOf(String code) {
        return Integer.parseInt(code.substring(code.lastIndexOf('.') + 1));
    }

    /** How a control ended, in words, where the code tells. */
    public static @Nullable String words(@Nullable String code) {
        Matcher matcher = FORM.matcher(code == null ? "" : code);
        if (!matcher.matches()) {
            return null;
        }
        return switch (Integer.parseInt(matcher.group(4))) {
            case 67 -> "The meter did not connect";
            case 84 -> "The meter did not disconnect";
            case 226 -> "The meter was not armed for closure";
            case 222 -> "The meter was not armed for opening";
            case 10 -> "The control was cancelled";
            case 31, 64 -> "The control expired";
            case 79 -> "The head end reports an error";
            default -> null;
        };
    }
}
