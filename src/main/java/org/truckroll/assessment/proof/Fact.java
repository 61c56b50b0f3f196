// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.List;
import java.util.Set;

/**
 * One thing that tells two situations apart. Together the facts of a situation are its key; the first value is the one that needs no word.
 *
 * <p>The names of 6.2 that each is seen by say for which tables it matters: what no row can see is left at its first value.
 */
enum Fact {
    CATEGORY(List.of("METER", "ITEM", "UNBADGED"), "category", Set.of(), true),
    STATUS(List.of("ACTIVE", "PLANNED", "INACTIVE", "ABANDONED"), "status", Set.of("spStatus", "idle"), false),
    SUPPLY(List.of("ON", "OFF_SOURCE", "OFF_METER", "unknown"), "supply", Set.of(), true),
    COMMODITY(
            List.of("ELECTRICITY", "GAS"),
            "commodity",
            Set.of(
                    "commodity",
                    "reachable",
                    "canPing",
                    "verifyDue",
                    "canConnect",
                    "canArm",
                    "canReadScalar",
                    "canReadInterval"),
            false),
    EVENT(List.of("no", "open"), "event", Set.of("openEvent"), false),
    LIFE_SUPPORT(List.of("no", "yes"), "life support", Set.of("lifeSupport"), false),
    RESTRICTED(List.of("no", "now"), "restriction", Set.of("restricted"), false),
    SCHEDULED(List.of("no", "near"), "scheduled read", Set.of("scheduledNear"), false),
    DIVISION(List.of("the order's", "another"), "division of the point", Set.of("orderInvalid"), false),
    DEVICE(List.of("none", "MANUAL", "SMART"), "device", Set.of(), true),
    CONDITION(List.of("OK", "SUSPECT", "DEFECTIVE", "TAMPERED"), "condition", Set.of("condition", "unfit"), false),
    COMMISSION(
            List.of("not commissioned", "COMMISSIONED"),
            "commission",
            Set.of(
                    "com",
                    "canCmd",
                    "reachable",
                    "canCommission",
                    "canPing",
                    "verifyDue",
                    "canConnect",
                    "canArm",
                    "canDisconnect",
                    "canReadScalar",
                    "canReadInterval",
                    "decommissionDue",
                    "canDecommission",
                    "enrolmentOpen"),
            false),
    SWITCH(
            List.of("ON", "OFF", "ARMED", "UNKNOWN"),
            "switch",
            Set.of("sw", "supplied", "phase", "idle", "readMissing", "was", "verifyDue"),
            false),
    CONTROL(
            List.of("REMOTE", "ARM_ONLY", "NONE", "unknown"),
            "switch capability",
            Set.of("canConnect", "canArm", "canDisconnect", "switchControl", "factUnknown"),
            false),
    READS_SCALAR(List.of("no", "yes"), "reads registers", Set.of("canReadScalar", "canReadInterval"), false),
    READS_INTERVAL(List.of("no", "yes"), "reads intervals", Set.of("canReadInterval"), false),
    PINGS(List.of("no", "yes"), "answers pings", Set.of("canPing", "verifyDue"), false),
    HEAD_END(
            List.of("in service", "out of service"),
            "head end",
            Set.of(
                    "canCmd",
                    "reachable",
                    "canCommission",
                    "canPing",
                    "verifyDue",
                    "canConnect",
                    "canArm",
                    "canDisconnect",
                    "canReadScalar",
                    "canReadInterval",
                    "canDecommission"),
            false),
    TAKEN_OUT(
            List.of("none", "not commissioned", "commissioned", "commissioned, head end out of service"),
            "device taken out by the order",
            Set.of("decommissionDue", "canDecommission", "enrolmentOpen", "readMissing", "removalReadMissing"),
            false),
    READ(List.of("none", "in time", "of the order"), "read", Set.of("readMissing", "removalReadMissing"), false),
    READ_OUT(
            List.of("none", "in time", "of the order"),
            "read of the device taken out",
            Set.of("readMissing", "removalReadMissing"),
            false),
    CONVERTED(List.of("no", "to BACK_TO_BACK"), "converted", Set.of("startNear"), false),
    PERMANENT(List.of("no", "yes"), "permanent", Set.of("permanent", "decommissionDue", "canDecommission"), false),
    DATE(List.of("now", "in the future"), "service date", Set.of("dateInFuture"), false),
    SETTLED(List.of("no", "paid", "arrangement", "below the limit"), "debt settled", Set.of("settled"), false),
    DISPUTED(List.of("no", "yes"), "disputed", Set.of("disputed"), false),
    NOTICE(List.of("given long ago", "missing", "running"), "notice", Set.of("noticeMissing", "noticeRunning"), false),
    NOTICE_BY(List.of("message", "visit"), "notice by", Set.of("noticeByVisit"), false),
    VERIFYING(List.of("no", "yes"), "division verifies", Set.of("verifyDue"), false),
    OUTAGE(List.of("no", "open"), "outage", Set.of("outageOpen"), false),
    CHILD(List.of("no", "open"), "awaited exchange", Set.of("childOpen", "exchange"), false),
    START_NEAR(List.of("no", "yes"), "start for the point near", Set.of("startNear"), false),
    X_COMMISSION(List.of("no", "yes"), "commissioned in vain", Set.of("canCommission", "xCommission"), false),
    X_SWITCH(
            List.of("no", "yes"),
            "switched in vain",
            Set.of("canConnect", "canArm", "canDisconnect", "xSwitch"),
            false),
    X_READ(List.of("no", "yes"), "read in vain", Set.of("canReadScalar", "canReadInterval", "xRead"), false),
    X_PING(List.of("no", "yes"), "pinged in vain", Set.of("canPing", "verifyDue", "xPing", "askedInVain"), false),
    X_DECOM(List.of("no", "yes"), "decommissioned in vain", Set.of("canDecommission", "xDecom"), false),
    X_SCHEDULED(List.of("no", "yes"), "awaited a read in vain", Set.of("scheduledNear", "xScheduled"), false),
    FAILURES(List.of("0", "1", "2", "3", "4", "5", "6", "7"), "failed visits", Set.of("fieldFailures"), false),
    MISMATCH(List.of("no", "yes"), "device not found", Set.of("mismatch"), false),
    SOURCE_TRIED(List.of("no", "yes"), "source tried", Set.of("sourceTried"), false),
    FOLLOW_UP(List.of("no", "raised"), "follow-up", Set.of("followUp"), false),
    APPROVED(List.of("no", "yes"), "approved", Set.of("approved"), false),
    EXCHANGE(List.of("none", "raised", "ended without", "go on as it is"), "exchange", Set.of("exchange"), false),
    NOT_ENROLLED(
            List.of("no", "once"),
            "not enrolled",
            Set.of(
                    "askedInVain",
                    "canPing",
                    "verifyDue",
                    "canConnect",
                    "canArm",
                    "canDisconnect",
                    "canReadScalar",
                    "canReadInterval"),
            false),
    OUTAGE_WAITED(List.of("no", "yes"), "outage waited out", Set.of("outageOpen"), false),
    VERIFIED(List.of("no", "yes"), "verified off", Set.of("verified", "verifyDue"), false),
    ANSWERED(List.of("no", "yes"), "ping answered", Set.of("answered"), false),
    INVESTIGATED(List.of("no", "yes"), "investigated", Set.of("investigated"), false),
    VISIT_WANTED(List.of("no", "yes"), "visit wanted", Set.of("visitWanted"), false),
    DISCONNECTED(List.of("no", "yes"), "disconnected by the order", Set.of("verified", "verifyDue"), false),
    WAS(List.of("off", "on"), "power before", Set.of("was"), false),
    NEW_IN(List.of("no", "yes"), "new device in", Set.of("newIn"), false),
    CANCEL(List.of("no", "asked", "superseded"), "cancellation", Set.of("cancelAccepted"), false),
    READ_VISITED(List.of("no", "yes"), "last visit was to read", Set.of("readMissing"), false);

    private static final Fact[] ALL = values();

    /** How many facts a situation has. */
    static final int COUNT = ALL.length;

    private final List<String> values;
    private final String words;
    private final Set<String> seenBy;
    private final boolean always;
    private final int bits;

    Fact(List<String> values, String words, Set<String> seenBy, boolean always) {
        this.values = values;
        this.words = words;
        this.seenBy = seenBy;
        this.always = always;
        this.bits = 32 - Integer.numberOfLeadingZeros(values.size() - 1);
    }

    int size() {
        return values.size();
    }

    int bits() {
        return bits;
    }

    /** Where this fact stands in a situation. */
    int of(int[] facts) {
        return facts[ordinal()];
    }

    void set(int[] facts, int value) {
        facts[ordinal()] = value;
    }

    boolean seenBy(Set<String> names) {
        return always || seenBy.stream().anyMatch(names::contains);
    }

    String words(int value) {
        return words + " " + values.get(value);
    }
}
