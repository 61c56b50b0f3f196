// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.Situation;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;

/**
 * What each type of order is for: the goal predicates that stand above the tables in 7.2, over the facts themselves. On purpose it uses none of the
 * names that the tables use, nor the rules that prepare them.
 */
final class Goals {

    /** The names through which a goal's facts are seen, so that a table that does not look at them does not hide them. */
    private static final Map<String, Set<String>> NAMES = Map.ofEntries(
            Map.entry("ENABLE", Set.of("spStatus", "sup", "sw", "com", "followUp", "readMissing")),
            Map.entry("BACK_TO_BACK", Set.of("spStatus", "sup", "sw", "readMissing")),
            Map.entry(
                    "DISABLE",
                    Set.of("permanent", "sup", "sw", "readMissing", "spStatus", "decommissionDue", "followUp")),
            Map.entry("REMOVE", Set.of("sup", "sw", "readMissing", "spStatus", "decommissionDue", "followUp")),
            Map.entry("CUT", Set.of("sup", "sw", "decommissionDue", "followUp")),
            Map.entry("RECONNECT", Set.of("sup", "sw")),
            Map.entry(
                    "EXCHANGE",
                    Set.of(
                            "newIn",
                            "was",
                            "sup",
                            "sw",
                            "com",
                            "enrolmentOpen",
                            "followUp",
                            "readMissing",
                            "removalReadMissing")),
            Map.entry("INVESTIGATE", Set.of("answered", "investigated", "openEvent", "unfit", "exchange")),
            Map.entry("READ", Set.of("readMissing", "category")),
            Map.entry("INSTALL", Set.of("dev", "sup", "com", "followUp")),
            Map.entry("PING", Set.of("answered")),
            Map.entry("COMMISSION", Set.of("com")),
            Map.entry("DECOMMISSION", Set.of("com")),
            Map.entry("MAINTAIN", Set.of("investigated", "unfit", "exchange")),
            Map.entry("UPGRADE", Set.of("category", "dev", "com", "followUp", "exchange")));

    private Goals() {}

    static Set<String> names(String type) {
        return NAMES.getOrDefault(type, Set.of());
    }

    /** Types whose goal is known; another one can be walked, but nobody knows what it is for. */
    static boolean known(String type) {
        return NAMES.containsKey(type);
    }

    /** What is missing from the goal of the order; null when it holds. */
    static @Nullable String missing(Situation s) {
        return switch (s.order().type()) {
            case "ENABLE" -> first(active(s), on(s), enrolled(s), read(s, "start"));
            case "BACK_TO_BACK" -> first(active(s), on(s), read(s, "start"));
            case "DISABLE" -> s.order().permanent() ? gone(s) : first(off(s), read(s, "stop"));
            case "REMOVE" -> gone(s);
            case "CUT" -> first(off(s), decommissioned(s));
            case "RECONNECT" -> on(s);
            case "EXCHANGE" -> exchanged(s);
            case "INVESTIGATE" -> causeKnown(s);
            case "READ" ->
                device(s) == null || s.point().category() != ServicePoint.Category.METER
                        ? "there is nothing to read"
                        : read(s, "");
            case "INSTALL" ->
                first(
                        device(s) == null ? "no device" : null,
                        s.point().supply() == ServicePoint.Supply.ON ? null : "the supply is not on",
                        enrolled(s));
            case "PING" -> s.facts().answered() ? null : "the meter has not answered";
            case "COMMISSION" -> commissioned(s) ? null : "the meter is not commissioned";
            case "DECOMMISSION" -> smart(s) && !commissioned(s) ? null : "no meter that is not commissioned";
            case "MAINTAIN" -> maintained(s);
            case "UPGRADE" -> upgraded(s);
            default -> null;
        };
    }

    private static @Nullable String first(@Nullable String... missing) {
        for (String text : missing) {
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable Device device(Situation s) {
        Device device = s.point().device();
        boolean none = device == null
                || s.point().category() == ServicePoint.Category.UNBADGED
                        && Integer.valueOf(0).equals(device.count());
        return none ? null : device;
    }

    private static boolean smart(Situation s) {
        Device device = device(s);
        return device != null
                && s.point().category() == ServicePoint.Category.METER
                && device.kind() == Device.Kind.SMART;
    }

    private static boolean commissioned(Situation s) {
        Device device = device(s);
        return smart(s) && device != null && device.commission() == Device.Commission.COMMISSIONED;
    }

    private static @Nullable String active(Situation s) {
        return s.point().status() == ServicePoint.Status.ACTIVE ? null : "the point is not active";
    }

    private static boolean isOn(Situation s) {
        Device device = device(s);
        return s.point().supply() == ServicePoint.Supply.ON
                && device != null
                && device.switchPosition() == Device.SwitchPosition.ON;
    }

    private static @Nullable String on(Situation s) {
        return isOn(s) ? null : "the phase is not ON: supply and switch are not both on";
    }

    private static boolean isOff(Situation s) {
        Device device = device(s);
        return s.point().supply() != ServicePoint.Supply.ON
                || device != null && device.switchPosition() == Device.SwitchPosition.OFF;
    }

    private static @Nullable String off(Situation s) {
        return isOff(s) ? null : "power can still flow";
    }

    private static @Nullable String enrolled(Situation s) {
        return !smart(s) || commissioned(s) || s.facts().followUp()
                ? null
                : "the smart meter is not commissioned and no follow-up is raised";
    }

    private static @Nullable String decommissioned(Situation s) {
        OrderFacts.TakenOut out = s.facts().takenOut();
        // Only a meter is enrolled at a head end.
        boolean meter = s.point().category() == ServicePoint.Category.METER;
        return !meter || out == null || !out.commissioned() || s.facts().followUp()
                ? null
                : "the device taken out is still commissioned and no follow-up is raised";
    }

    private static @Nullable String gone(Situation s) {
        return first(
                off(s),
                device(s) == null ? null : "the device is still in place",
                s.point().status() == ServicePoint.Status.INACTIVE ? null : "the point is not inactive",
                decommissioned(s),
                read(s, "stop"));
    }

    private static @Nullable String exchanged(Situation s) {
        boolean meter = s.point().category() == ServicePoint.Category.METER;
        return first(
                s.facts().newIn() ? null : "the new device is not in",
                meter && !removalRead(s) ? "the removal read is missing" : null,
                meter && !newRead(s) ? "the read of the new device is missing" : null,
                decommissioned(s),
                enrolled(s),
                Boolean.TRUE.equals(s.facts().was()) ? on(s) : off(s));
    }

    private static @Nullable String causeKnown(Situation s) {
        OrderFacts facts = s.facts();
        boolean unfit = unfit(s);
        boolean byPing = facts.answered() && s.point().openEvent() == null && !unfit;
        boolean byCrew = facts.investigated() && (!unfit || facts.exchange() != OrderFacts.Exchange.NONE);
        return byPing || byCrew ? null : "the cause is not known, or an unfit device was left without an exchange";
    }

    private static @Nullable String maintained(Situation s) {
        OrderFacts.Exchange exchange = s.facts().exchange();
        boolean left = unfit(s) && exchange != OrderFacts.Exchange.RAISED && exchange != OrderFacts.Exchange.GO_ON;
        boolean cared = s.facts().investigated() || exchange == OrderFacts.Exchange.RAISED;
        return cared && !left ? null : "nobody has looked after the device, or a faulty one was left";
    }

    private static @Nullable String upgraded(Situation s) {
        OrderFacts.Exchange exchange = s.facts().exchange();
        if (device(s) == null) {
            return "no device";
        }
        if (exchange == OrderFacts.Exchange.GO_ON && !smart(s)) {
            return null;
        }
        return s.point().category() == ServicePoint.Category.METER
                ? first(smart(s) ? null : "the meter is not smart", enrolled(s))
                : exchange == OrderFacts.Exchange.RAISED ? null : "no new device was put in";
    }

    private static boolean unfit(Situation s) {
        Device device = device(s);
        return device != null
                && (device.condition() == Device.Condition.DEFECTIVE
                        || device.condition() == Device.Condition.TAMPERED);
    }

    private static boolean own(Situation s, ReadingSet set) {
        return s.order().id().equals(set.orderId());
    }

    private static boolean inPlace(Situation s, ReadingSet set) {
        Device device = device(s);
        return device != null && set.deviceId().equals(device.id());
    }

    private static boolean takenOut(Situation s, ReadingSet set) {
        OrderFacts.TakenOut out = s.facts().takenOut();
        return out != null && set.deviceId().equals(out.deviceId());
    }

    /** A read that qualifies (6.3); the walk knows no read out of time but an estimate of somebody else. */
    private static boolean counts(Situation s, ReadingSet set) {
        return set.complete() && (own(s, set) || set.source() != ReadingSet.Source.ESTIMATE);
    }

    private static boolean removalRead(Situation s) {
        return s.sets().stream().anyMatch(set -> set.complete() && own(s, set) && takenOut(s, set));
    }

    private static boolean newRead(Situation s) {
        return s.sets().stream().anyMatch(set -> counts(s, set) && inPlace(s, set));
    }

    private static @Nullable String read(Situation s, String phase) {
        if (s.point().category() != ServicePoint.Category.METER
                || device(s) == null && s.facts().takenOut() == null) {
            return null;
        }
        boolean there = s.sets().stream()
                .anyMatch(set -> counts(s, set)
                        && set.standing()
                        && switch (phase) {
                            case "start" -> inPlace(s, set) && isOn(s) && set.phase() == ServicePoint.Phase.ON;
                            case "stop" ->
                                (inPlace(s, set) || takenOut(s, set))
                                        && isOff(s)
                                        && set.phase() == ServicePoint.Phase.OFF;
                            default -> inPlace(s, set);
                        });
        return there ? null : "the " + (phase.isEmpty() ? "" : phase + " ") + "read is missing";
    }
}
