// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.Verdict;

/**
 * Finds steps that are dear or blind while something cheaper would do, or that a guard should have held back (7.3, promise 5). It looks at the names
 * that the tables look at, and judges the step by itself.
 */
final class Thrift {

    private static final Set<String> FOR_POWER = Set.of("ENABLE", "BACK_TO_BACK", "RECONNECT");
    private static final Set<String> AWAIT_READS = Set.of("ENABLE", "DISABLE", "BACK_TO_BACK", "READ");
    private static final Set<String> STOPS = Set.of("CUT", "DISABLE", "REMOVE");
    /** A CUT has a row of its own for it. */
    private static final Set<String> VERIFIED_BY_GUARD = Set.of("DISABLE", "REMOVE", "EXCHANGE");

    private static final Set<String> EARLY = Set.of("WAIT_CHILD", "WAIT_DATE", "CORRECT_ORDER", "COMPLETE_DATA");

    private static final Set<String> POWER = words("dev sup sw canConnect canArm xSwitch canCommission canPing "
            + "readMissing canReadScalar canReadInterval phase");
    private static final Set<String> STOP =
            words("dev sup sw supplied phase canDisconnect canPing readMissing canReadScalar "
                    + "canReadInterval decommissionDue canDecommission followUp");

    /** What is looked at here, by type: it must vary even where a changed table does not look at it any more. */
    private static final Map<String, Set<String>> OWN = Map.ofEntries(
            Map.entry("ENABLE", with(POWER, "spStatus com followUp scheduledNear")),
            Map.entry("BACK_TO_BACK", with(POWER, "spStatus com followUp idle scheduledNear")),
            Map.entry("RECONNECT", with(POWER, "switchControl")),
            Map.entry("DISABLE", with(STOP, "permanent spStatus scheduledNear")),
            Map.entry("REMOVE", with(STOP, "spStatus")),
            Map.entry("CUT", with(STOP, "sourceTried verified fieldFailures")),
            Map.entry(
                    "EXCHANGE",
                    with(
                            POWER,
                            "newIn was removalReadMissing canDisconnect canDecommission enrolmentOpen com followUp")),
            Map.entry(
                    "INVESTIGATE",
                    words(
                            "investigated condition unfit exchange canCommission answered canPing openEvent visitWanted readMissing "
                                    + "canReadScalar canReadInterval outageOpen")),
            Map.entry("READ", words("dev category readMissing canReadScalar canReadInterval scheduledNear")),
            Map.entry("INSTALL", words("dev sup canCommission com followUp")),
            Map.entry("PING", words("answered canPing askedInVain")),
            Map.entry("COMMISSION", words("com canCommission xCommission")),
            Map.entry("DECOMMISSION", words("dev com canDecommission xDecom")),
            Map.entry("MAINTAIN", words("dev unfit exchange investigated")),
            Map.entry("UPGRADE", words("category dev com canCommission exchange followUp")));

    private static final Set<String> HELD =
            words("cancelAccepted cancelCode childOpen spStatus orderInvalid dateInFuture factUnknown");

    private final Map<String, Object> names;
    private final String type;

    private Thrift(Map<String, Object> names) {
        this.names = names;
        this.type = String.valueOf(names.get("type"));
    }

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }

    private static Set<String> with(Set<String> some, String more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(words(more));
        return Set.copyOf(all);
    }

    /** The names by which steps of this type are judged. */
    static Set<String> names(String type) {
        return OWN.getOrDefault(type, Set.of());
    }

    /** The names by which it is judged whether something must come first. */
    static Set<String> guardNames(String type) {
        Set<String> all = new HashSet<>(HELD);
        if (!Set.of("PING", "COMMISSION", "DECOMMISSION").contains(type)) {
            all.addAll(words("mismatch fieldFailures"));
        }
        if (!Set.of("PING", "INVESTIGATE").contains(type)) {
            all.add("outageOpen");
        }
        if (STOPS.contains(type)) {
            all.addAll(words("supplied lifeSupport approved"));
        }
        if (VERIFIED_BY_GUARD.contains(type)) {
            all.add("verifyDue");
        }
        if ("DISABLE".equals(type)) {
            all.addAll(words("permanent startNear"));
        }
        if ("CUT".equals(type)) {
            all.addAll(words("settled disputed restricted noticeMissing noticeByVisit noticeRunning"));
        }
        if (FOR_POWER.contains(type)) {
            all.addAll(words("unfit exchange"));
        }
        return all;
    }

    /** What is wrong with this step; null when nothing is. */
    static @Nullable String wrong(Verdict verdict, Map<String, Object> names, @Nullable String missing) {
        Thrift thrift = new Thrift(names);
        String held = thrift.held(verdict);
        return held != null
                ? held
                : switch (verdict.channel()) {
                    case "FIELD" -> thrift.visit(verdict.action());
                    case "COMMAND" -> thrift.command(verdict.action());
                    case "WAIT" -> thrift.waits(verdict.action());
                    case "DATA" -> thrift.data(verdict.action());
                    case "HUMAN" -> thrift.person(verdict.action());
                    default -> thrift.end(verdict, missing);
                };
    }

    private boolean is(String name) {
        return Boolean.TRUE.equals(names.get(name));
    }

    private boolean is(String name, String... values) {
        return Set.of(values).contains(String.valueOf(names.get(name)));
    }

    private int number(String name) {
        return names.get(name) instanceof Number number ? number.intValue() : 0;
    }

    private boolean exhausted() {
        return number("fieldFailures") >= number("fieldLimit");
    }

    // What must come before anything else (7.1)

    private @Nullable String held(Verdict verdict) {
        String action = verdict.action();
        boolean end = "END".equals(verdict.channel());
        if (is("cancelAccepted")) {
            return end
                            && "CANCELLED".equals(action)
                            && String.valueOf(names.get("cancelCode")).equals(verdict.code())
                    ? null
                    : "the order is cancelled and goes on";
        }
        if (is("childOpen")) {
            return "WAIT_CHILD".equals(action) ? null : "an awaited exchange is not waited for";
        }
        if (is("spStatus", "ABANDONED")) {
            return end && "REJECTED".equals(action) ? null : "the point is abandoned and the order goes on";
        }
        if (is("orderInvalid")) {
            return "CORRECT_ORDER".equals(action) ? null : "the point moved to another division and the order goes on";
        }
        if (is("dateInFuture")) {
            return "WAIT_DATE".equals(action) ? null : "the service date lies ahead and is not waited for";
        }
        if (is("type", "CUT") && is("settled")) {
            return end && "CANCELLED".equals(action) && "PAID".equals(verdict.code())
                    ? null
                    : "the debt is settled and the cut goes on";
        }
        if (is("factUnknown")) {
            return "COMPLETE_DATA".equals(action) ? null : "a required fact is unknown and nobody is asked";
        }
        if (EARLY.contains(action) || end && "CANCELLED".equals(action)) {
            return "nothing asks for " + action + " here";
        }
        return heldWhileSupplied(action);
    }

    private @Nullable String heldWhileSupplied(String action) {
        boolean supplied = is("supplied");
        if (is("type", "DISABLE") && !is("permanent") && supplied && is("startNear")) {
            return "CONVERT_TO_BACK_TO_BACK".equals(action) ? null : "a start is near and the power is to be left on";
        }
        if (STOPS.contains(type) && supplied && is("lifeSupport") && !is("approved")) {
            return "APPROVE_LIFE_SUPPORT".equals(action) ? null : "somebody lives by the power and nobody approved";
        }
        if (is("type", "CUT") && supplied) {
            if (is("disputed")) {
                return "APPROVE_DISPUTED".equals(action) ? null : "the debt is disputed and nobody approved";
            }
            if (is("restricted")) {
                return "WAIT_WINDOW".equals(action) ? null : "a cut is forbidden now";
            }
            if (is("noticeMissing")) {
                boolean visit = is("noticeByVisit") && !exhausted();
                return (visit ? "DISCONNECT_WARNING" : "SEND_NOTICE").equals(action)
                        ? null
                        : "no notice was given in the way of the division";
            }
            if (is("noticeRunning")) {
                return "WAIT_NOTICE".equals(action) ? null : "the period of the notice is running";
            }
        }
        if (FOR_POWER.contains(type) && is("unfit") && is("exchange", "NONE")) {
            return "SPAWN_EXCHANGE".equals(action) ? null : "the device is unfit and no exchange is raised";
        }
        if (FOR_POWER.contains(type) && is("unfit") && is("exchange", "ENDED_WITHOUT")) {
            return "EXCHANGE_FAILED".equals(action)
                    ? null
                    : "the device is unfit, its exchange failed, and nobody is asked";
        }
        if (is("mismatch")) {
            return "DEVICE_MISMATCH".equals(action) ? null : "a crew did not find the device and nobody is asked";
        }
        boolean ask = VERIFIED_BY_GUARD.contains(type) && is("verifyDue") && !is("outageOpen");
        return ask && !Set.of("PING", "FIELD_EXHAUSTED", "NO_PROGRESS").contains(action)
                ? "a ping would verify the disconnect"
                : null;
    }

    // Each channel

    private @Nullable String visit(String action) {
        boolean warning = "DISCONNECT_WARNING".equals(action);
        if (exhausted() && !(is("type", "CUT") && "DISCONNECT_SP_AT_SOURCE".equals(action) && !is("sourceTried"))) {
            return "visits have failed often enough and another one is sent";
        }
        if (warning) {
            return is("noticeMissing") && is("noticeByVisit") ? null : "nothing asks for a warning";
        }
        if (action.contains("INSTALL")) {
            return install(action);
        }
        if (action.startsWith("CONNECT_SP")) {
            return connect(action);
        }
        if (action.startsWith("DISCONNECT_SP_AT_SOURCE_AND_REMOVE") || action.startsWith("REMOVE_")) {
            return remove(action);
        }
        return switch (action) {
            case "TURN_ON_METER", "TURN_ON_ITEM", "RECONNECT_FOR_PAYMENT", "RECONNECT_ITEM_FOR_PAYMENT" ->
                turnOn(action);
            case "TURN_OFF_METER", "TURN_OFF_ITEM", "CUT_FOR_NON_PAYMENT", "CUT_ITEM_FOR_NON_PAYMENT" -> turnOff();
            case "DISCONNECT_SP_AT_SOURCE" -> disconnect();
            case "READ_METER" -> readVisit();
            case "EXCHANGE_METER", "EXCHANGE_DEVICE" -> exchange();
            case "SERVICE_INVESTIGATION" -> investigation();
            default -> null;
        };
    }

    private @Nullable String install(String action) {
        if (!is("dev", "NONE")) {
            return "a device is in place and another one is to be installed";
        }
        boolean source = action.contains("AT_SOURCE");
        boolean meter = action.contains("AT_METER") || action.contains("AT_DEVICE");
        if (is("sup", "SRC") != source || is("sup", "MTR") != meter) {
            return "one visit would connect the supply and install";
        }
        return null;
    }

    private @Nullable String connect(String action) {
        if (is("dev", "NONE")) {
            return "one visit would connect the supply and install";
        }
        if (!is("sup", action.contains("AT_SOURCE") ? "SRC" : "MTR")) {
            return "the supply is not cut there";
        }
        boolean turnsOn = action.endsWith("TURN_ON");
        if (FOR_POWER.contains(type) && !turnsOn && !is("sw", "ON") && !is("canConnect")) {
            return "one visit would connect the supply and turn on";
        }
        if (turnsOn && (is("sw", "ON") || is("canConnect"))) {
            return "the switch needs no crew";
        }
        return null;
    }

    private @Nullable String turnOn(String action) {
        boolean reconnects = action.startsWith("RECONNECT");
        if (is("dev", "NONE")) {
            return "there is no device to turn on";
        }
        if (reconnects && !is("sup", "ON")) {
            return null;
        }
        if (is("sw", "ON")) {
            return "the switch is on already";
        }
        if (!is("sup", "ON") && !"INSTALL".equals(type)) {
            return "a crew turns on while the supply is off";
        }
        if (is("type", "EXCHANGE") && !is("was")) {
            return "the power was off before and is turned on";
        }
        if (is("type", "ENABLE", "BACK_TO_BACK") && is("dev", "SMART") && !is("com") && !is("followUp")) {
            return "a crew turns on a meter that cannot be commissioned, and nobody is told to look into it";
        }
        return switchedFromHere(true);
    }

    private @Nullable String switchedFromHere(boolean on) {
        if (is("sw", "UNKNOWN") && is("canPing")) {
            return "a ping would tell the switch";
        }
        if (on && (is("sw", "OFF", "UNKNOWN") && (is("canConnect") || is("canArm")))) {
            return "a command would switch it";
        }
        if (!on && is("canDisconnect")) {
            return "a command would switch it";
        }
        if (on && is("sw", "ARMED") && !is("xSwitch")) {
            return "the switch is armed and nobody waits for the push of the button";
        }
        if (on && is("canCommission") && is("switchControl", "REMOTE", "ARM_ONLY") && !is("xSwitch")) {
            return "once commissioned, a command would switch it";
        }
        return null;
    }

    private @Nullable String turnOff() {
        if (is("dev", "NONE") || !is("supplied")) {
            return "there is nothing to turn off";
        }
        if (is("permanent")) {
            return "one visit would disconnect and remove";
        }
        if (is("type", "EXCHANGE") && is("was")) {
            return "the power was on before and is turned off";
        }
        return switchedFromHere(false);
    }

    private @Nullable String disconnect() {
        if (!is("supplied")) {
            return "no power can flow and a crew is sent to disconnect";
        }
        if (!is("dev", "NONE")) {
            if (!is("type", "CUT") || !exhausted()) {
                return "a crew goes to the source while the meter was not tried";
            }
            return switchedFromHere(false);
        }
        return null;
    }

    private @Nullable String remove(String action) {
        if (is("dev", "NONE")) {
            return "there is no device to remove";
        }
        if (!is("permanent")) {
            return "the order is not permanent and the device is removed";
        }
        if (is("supplied")) {
            if (!action.startsWith("DISCONNECT")) {
                return "the device is removed while power can flow";
            }
            return switchedFromHere(false);
        }
        if (action.startsWith("REMOVE") != is("sup", "SRC")) {
            return "the visit does not fit the supply";
        }
        if (is("readMissing") && (is("canReadScalar") || is("canReadInterval"))) {
            return "a command would read the device before it is removed";
        }
        return is("canDecommission") ? "a command would decommission the device before it is removed" : null;
    }

    private @Nullable String readVisit() {
        if (!is("readMissing") || is("dev", "NONE")) {
            return "nothing is to be read";
        }
        if (is("canReadScalar") || is("canReadInterval")) {
            return "a command would read it";
        }
        if (AWAIT_READS.contains(type) && is("scheduledNear")) {
            return "a scheduled read is near";
        }
        boolean switching = FOR_POWER.contains(type) && !is("phase", "ON")
                || STOPS.contains(type) && !is("phase", "OFF")
                || is("type", "EXCHANGE")
                        && (!is("newIn") || !is("phase", is("was") ? "ON" : "OFF") && is("sup", "ON"));
        if (switching || is("permanent")) {
            return "the visit that is still to come would bring the read";
        }
        return null;
    }

    private @Nullable String exchange() {
        if (is("dev", "NONE") || is("newIn")) {
            return "there is nothing to exchange";
        }
        return is("removalReadMissing") && (is("canReadScalar") || is("canReadInterval"))
                ? "a command would read the old device before the visit"
                : null;
    }

    private @Nullable String investigation() {
        if (is("investigated")) {
            return "a crew has looked already";
        }
        if (is("type", "MAINTAIN")) {
            if (is("dev", "NONE") || is("exchange", "RAISED")) {
                return "there is nothing to maintain";
            }
            return is("unfit") && is("exchange", "NONE") ? "the exchange would replace what is maintained" : null;
        }
        if (is("canCommission")) {
            return "the meter could be commissioned from here";
        }
        if (!is("answered") && is("canPing")) {
            return "a ping would tell";
        }
        if (!is("answered") && is("outageOpen")) {
            return "an outage is open and explains the silence";
        }
        if (is("answered") && is("openEvent") && !is("visitWanted")) {
            return "nobody was asked about the event";
        }
        return is("answered") && !is("openEvent") && !is("unfit") ? "the cause is known" : null;
    }

    private @Nullable String command(String action) {
        String able = switch (action) {
            case "COMMISSION" -> "canCommission";
            case "DECOMMISSION" -> "canDecommission";
            case "REMOTE_CONNECT" -> "canConnect";
            case "ARM" -> "canArm";
            case "REMOTE_DISCONNECT" -> "canDisconnect";
            case "PING" -> "canPing";
            case "ON_DEMAND_READ_SCALAR" -> "canReadScalar";
            default -> "canReadInterval";
        };
        if (!is(able)) {
            return "the command cannot be done (" + able + ")";
        }
        if (is("outageOpen") && !is("type", "INVESTIGATE", "PING")) {
            return "a command is sent into an open outage";
        }
        return switch (action) {
            case "REMOTE_CONNECT", "ARM" -> {
                if (!is("sw", "OFF", "UNKNOWN")) {
                    yield "the switch is on or armed already";
                }
                if (!is("sup", "ON")) {
                    yield "the supply is off";
                }
                yield is("sw", "UNKNOWN") && is("canPing") ? "switched blind: a ping would tell" : null;
            }
            case "REMOTE_DISCONNECT" -> {
                if (!is("supplied")) {
                    yield "there is nothing to turn off";
                }
                yield is("sw", "UNKNOWN") && is("canPing") ? "switched blind: a ping would tell" : null;
            }
            case "PING" -> ping();
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" -> onDemand();
            default -> null;
        };
    }

    private @Nullable String ping() {
        boolean needed = is("sw", "UNKNOWN")
                || is("type", "PING", "INVESTIGATE") && !is("answered")
                || is("type", "CUT") && !is("verified")
                || VERIFIED_BY_GUARD.contains(type) && is("verifyDue");
        return needed ? null : "nothing asks for a ping";
    }

    private @Nullable String onDemand() {
        boolean removal = is("type", "EXCHANGE") && !is("newIn");
        if (!(removal ? is("removalReadMissing") : is("readMissing"))) {
            return "nothing is to be read";
        }
        boolean early = FOR_POWER.contains(type) && !is("phase", "ON") || STOPS.contains(type) && !is("phase", "OFF");
        return early ? "read before the phase that the read is to prove" : null;
    }

    private @Nullable String waits(String action) {
        return switch (action) {
            case "WAIT_CLOSE" ->
                is("sw", "ARMED") && !is("xSwitch") && is("sup", "ON") ? null : "nobody can push the button";
            case "WAIT_READ" -> {
                if (!is("readMissing") || !is("scheduledNear")) {
                    yield "no read is awaited";
                }
                yield is("canReadScalar") || is("canReadInterval") ? "a command would read it" : null;
            }
            case "WAIT_OUTAGE" -> is("outageOpen") ? null : "no outage is open";
            case "WAIT_WINDOW", "WAIT_NOTICE" ->
                is("type", "CUT") && is("supplied") ? null : "nothing asks for this wait";
            default -> null;
        };
    }

    private @Nullable String data(String action) {
        return switch (action) {
            case "ACTIVATE_POINT" -> is("spStatus", "ACTIVE") ? "the point is active already" : null;
            case "DEACTIVATE_POINT" -> {
                if (is("spStatus", "INACTIVE")) {
                    yield "the point is inactive already";
                }
                yield is("dev", "NONE") && !is("supplied") ? null : "the point is taken out of use while it is used";
            }
            case "SPAWN_INVESTIGATE" -> {
                if (is("followUp")) {
                    yield "a follow-up is raised already";
                }
                if (is("canCommission") || is("canDecommission")) {
                    yield "a command would do instead of an investigation";
                }
                boolean open = is("dev", "SMART") && !is("com") || is("decommissionDue");
                yield open ? null : "nothing is to be investigated";
            }
            case "SPAWN_EXCHANGE" -> (is("unfit") || old()) && is("exchange", "NONE") ? null : "no exchange is needed";
            case "SEND_NOTICE" -> is("type", "CUT") && is("noticeMissing") ? null : "a notice was given already";
            default -> null;
        };
    }

    private @Nullable String person(String action) {
        return switch (action) {
            case "FIELD_EXHAUSTED" -> {
                if (!exhausted()) {
                    yield "visits have not failed often enough";
                }
                boolean source = is("type", "CUT") && !is("dev", "NONE") && !is("sourceTried");
                yield source ? "the source was not tried" : null;
            }
            case "DEVICE_MISMATCH" -> is("mismatch") ? null : "no crew missed the device";
            case "ESTIMATE_READ" -> {
                if (!is("readMissing") && !is("removalReadMissing")) {
                    yield "no read is missing";
                }
                boolean removal = is("type", "EXCHANGE") && is("removalReadMissing");
                yield removal
                        ? (is("newIn") ? null : "the old device can still be read")
                        : is("dev", "NONE") ? null : "the device can still be read";
            }
            case "EVENT_PERSISTS" -> {
                if (!is("openEvent") || !is("answered")) {
                    yield "no event persists";
                }
                boolean read = is("readMissing") && (is("canReadScalar") || is("canReadInterval"));
                yield read ? "a command would read the device before a person is asked" : null;
            }
            case "EXCHANGE_FAILED" -> {
                boolean again = old() && is("category", "METER") && is("exchange", "RAISED");
                yield again || (is("unfit") || old()) && is("exchange", "ENDED_WITHOUT")
                        ? null
                        : "no exchange has failed";
            }
            case "APPROVE_LIFE_SUPPORT" ->
                STOPS.contains(type) && is("supplied") && is("lifeSupport") && !is("approved")
                        ? null
                        : "nothing asks for an approval";
            case "APPROVE_DISPUTED" ->
                is("type", "CUT") && is("supplied") && is("disputed") ? null : "nothing asks for an approval";
            case "NO_PROGRESS" -> "the order makes no progress (G13)";
            default -> null;
        };
    }

    /** What an upgrade is to replace. */
    private boolean old() {
        return is("type", "UPGRADE") && is("dev", "MANUAL");
    }

    private @Nullable String end(Verdict verdict, @Nullable String missing) {
        boolean held = is("cancelAccepted") || is("spStatus", "ABANDONED") || is("type", "CUT") && is("settled");
        if (held) {
            return null;
        }
        if ("DONE".equals(verdict.action())) {
            return done();
        }
        if (missing == null) {
            return "the order is refused while its goal holds";
        }
        String possible = switch (type) {
            case "PING" -> is("canPing") ? "refused while a ping can be sent" : null;
            case "COMMISSION" -> is("canCommission") ? "refused while the command can be sent" : null;
            case "DECOMMISSION" -> is("canDecommission") ? "refused while the command can be sent" : null;
            case "READ" ->
                is("category", "METER") && !is("dev", "NONE") ? "refused while there is something to read" : null;
            case "EXCHANGE" ->
                is("dev", "NONE") && !is("newIn") ? null : "refused while there is something to exchange";
            case "MAINTAIN", "UPGRADE" -> is("dev", "NONE") ? null : "refused while a device is in place";
            default -> "this type knows no refusal";
        };
        return possible == null ? code(verdict) : possible;
    }

    /** What costs no visit is done although the goal does not ask for it. */
    private @Nullable String done() {
        if (is("type", "CUT") && is("supplied", "false") && is("sup", "ON") && !is("verified") && is("canPing")) {
            return "a ping would verify the cut";
        }
        boolean read = is("readMissing") && (is("canReadScalar") || is("canReadInterval"));
        return is("type", "CUT", "RECONNECT") && read ? "a command would read the device" : null;
    }

    /** The requester must learn the right reason. */
    private @Nullable String code(Verdict verdict) {
        boolean vain = switch (type) {
            case "PING" -> is("askedInVain");
            case "COMMISSION" -> is("xCommission");
            case "DECOMMISSION" -> is("xDecom");
            default -> false;
        };
        String expected = switch (type) {
            case "READ" -> "NOTHING_TO_READ";
            case "EXCHANGE" -> "NOTHING_TO_EXCHANGE";
            case "MAINTAIN" -> "NOTHING_TO_MAINTAIN";
            case "UPGRADE" -> "NOTHING_TO_UPGRADE";
            default -> vain ? "NO_ANSWER" : "NOT_CAPABLE";
        };
        String action = vain ? "FAILED" : "REJECTED";
        return expected.equals(verdict.code()) && action.equals(verdict.action())
                ? null
                : "ends " + verdict.action() + "(" + verdict.code() + ") instead of " + action + "(" + expected + ")";
    }
}
