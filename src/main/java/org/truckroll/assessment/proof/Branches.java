// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.LegalDecisions;
import org.truckroll.assessment.Rehearsal;
import org.truckroll.assessment.Situation;
import org.truckroll.serviceorder.Activity;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.LoadSide;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;

/** Every outcome that an activity can have in a situation (7.8), applied by the rules of the product. */
final class Branches {

    /** Takes what may come next. */
    interface Sink {

        /**
         * @param changed facts that change besides, as pairs of fact and value: what lies outside the order
         */
        void next(Outcome outcome, Situation situation, Object... changed);

        /** The same outcome with each of these devices left in place. */
        void fan(Outcome outcome, List<Device> devices, Function<Device, Situation> rule, Object... changed);
    }

    private static final List<String> FAILURES = List.of("NO_ACCESS", "NOT_FOUND");
    private static final Outcome DONE = Outcome.of("DONE");
    private static final Outcome TIMER = Outcome.of("TIMER");
    private static final Outcome SUCCESS = Outcome.of("SUCCESS");
    private static final Outcome WITH_READINGS = Outcome.of("SUCCESS", "with readings");

    /** A visit may go wrong in ways that the order treats alike; only where it tells them apart they are walked apart. */
    private static final Outcome UNREAD = Outcome.of("SUCCESS", "incomplete readings");

    private final List<Device> devices;
    private final List<Device> fewDevices;
    private final List<Device> items;
    private final List<Device> units;

    /** @param thin takes fewer kinds of new devices: every two of their facts stand together in one of them */
    Branches(Lens lens, boolean thin) {
        List<Device> all = Devices.meters(lens);
        devices = thin ? Devices.cover(all) : all;
        fewDevices = Devices.few(all);
        items = Devices.items(lens, false);
        units = Devices.items(lens, true);
    }

    private static final List<String> COMMAND_ENDS =
            List.of("SUCCESS", "EXHAUSTED", "REFUSED", "NOT_ENROLLED", "UNSUPPORTED");

    /** Commands, waits and data steps of 7.7, and how each may end. */
    static final Map<String, List<String>> WORK = Map.ofEntries(
            Map.entry("COMMAND COMMISSION", COMMAND_ENDS),
            Map.entry("COMMAND DECOMMISSION", COMMAND_ENDS),
            Map.entry("COMMAND REMOTE_CONNECT", COMMAND_ENDS),
            Map.entry("COMMAND REMOTE_DISCONNECT", COMMAND_ENDS),
            Map.entry("COMMAND ARM", COMMAND_ENDS),
            Map.entry("COMMAND PING", COMMAND_ENDS),
            Map.entry("COMMAND ON_DEMAND_READ_SCALAR", COMMAND_ENDS),
            Map.entry("COMMAND ON_DEMAND_READ_INTERVAL", COMMAND_ENDS),
            Map.entry("WAIT WAIT_DATE", List.of("TIMER")),
            Map.entry("WAIT WAIT_NOTICE", List.of("TIMER")),
            Map.entry("WAIT WAIT_WINDOW", List.of("TIMER")),
            Map.entry("WAIT WAIT_OUTAGE", List.of("CLEARED", "TIMER")),
            Map.entry("WAIT WAIT_CHILD", List.of("CHILD_ENDED")),
            Map.entry("WAIT WAIT_CLOSE", List.of("CLOSED", "TIMER")),
            Map.entry("WAIT WAIT_READ", List.of("READ", "TIMER")),
            Map.entry("DATA ACTIVATE_POINT", List.of("DONE")),
            Map.entry("DATA DEACTIVATE_POINT", List.of("DONE")),
            Map.entry("DATA SPAWN_INVESTIGATE", List.of("DONE")),
            Map.entry("DATA SPAWN_EXCHANGE", List.of("DONE")),
            Map.entry("DATA SEND_NOTICE", List.of("DONE")),
            Map.entry("DATA CONVERT_TO_BACK_TO_BACK", List.of("DONE")));

    /** True when the outcomes of this activity are known. */
    static boolean known(Activity.Kind kind, String action) {
        return switch (kind) {
            case COMMAND, WAIT, DATA -> WORK.containsKey(kind + " " + action);
            case FIELD -> VisitModes.all().containsKey(action);
            case HUMAN -> !LegalDecisions.words(action).isEmpty();
        };
    }

    void of(Situation now, Activity.Kind kind, String action, boolean readVisited, Sink sink) {
        switch (kind) {
            case COMMAND -> command(now, action, sink);
            case FIELD -> visit(now, action, sink);
            case WAIT -> waited(now, action, sink);
            case DATA -> done(now, action, sink);
            case HUMAN -> decided(now, action, readVisited, sink);
        }
    }

    private static Observation seen(
            @Nullable String deviceId,
            @Nullable Device installed,
            @Nullable SwitchPosition said,
            @Nullable List<Reading> readings) {
        return new Observation(Situations.NOW, deviceId, installed, said, readings, null, null, null, null);
    }

    private static Observation nothing() {
        return Observation.nothing(Situations.NOW);
    }

    // Commands

    private static void command(Situation now, String action, Sink sink) {
        Device device = now.point().hasDevice() ? now.point().device() : null;
        Answers answers = new Answers(now, action, sink);
        switch (action) {
            case "REMOTE_CONNECT" -> {
                answers.says(null, null);
                answers.says(SwitchPosition.ON, device);
                answers.says(SwitchPosition.ARMED, null);
            }
            case "ARM" -> {
                answers.says(null, null);
                answers.says(SwitchPosition.ON, null);
                answers.says(SwitchPosition.ON, device);
            }
            case "REMOTE_DISCONNECT" -> {
                answers.says(null, null);
                answers.says(SwitchPosition.OFF, device);
                answers.saysLive(SwitchPosition.OFF);
            }
            case "PING" -> {
                answers.says(null, null);
                answers.says(SwitchPosition.ON, null);
                answers.says(SwitchPosition.OFF, null);
                answers.saysLive(SwitchPosition.OFF);
                answers.says(SwitchPosition.ARMED, null);
            }
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" -> {
                if (device != null) {
                    sink.next(
                            WITH_READINGS,
                            answers.after("SUCCESS", seen(null, null, null, Situations.complete(device))));
                    sink.next(UNREAD, answers.after("SUCCESS", seen(null, null, null, Situations.incomplete(device))));
                }
                answers.says(null, null);
            }
            default -> answers.says(null, null);
        }
        for (String failure : List.of("EXHAUSTED", "REFUSED", "NOT_ENROLLED", "UNSUPPORTED")) {
            sink.next(Outcome.of(failure), answers.after(failure, nothing()));
        }
    }

    private record Answers(Situation now, String action, Sink sink) {

        Situation after(String outcome, Observation seen) {
            return Rehearsal.after(now, Activity.Kind.COMMAND, action, outcome, seen);
        }

        /** The switch is open, and there is power behind it. */
        void saysLive(SwitchPosition said) {
            sink.next(
                    Outcome.of("SUCCESS", "says " + said + ", load side live"),
                    after("SUCCESS", seen(null, null, said, null).with(LoadSide.LIVE)));
        }

        /** @param read the device that the reply brings readings of */
        void says(@Nullable SwitchPosition said, @Nullable Device read) {
            if (read != null && now.point().category() != ServicePoint.Category.METER) {
                return;
            }
            Outcome outcome = said == null
                    ? SUCCESS
                    : Outcome.of("SUCCESS", "says " + said + (read == null ? "" : ", with readings"));
            sink.next(
                    outcome, after("SUCCESS", seen(null, null, said, read == null ? null : Situations.complete(read))));
        }
    }

    // Visits

    private void visit(Situation now, String action, Sink sink) {
        for (String mode : VisitModes.of(action, now.order().type(), now.point().supply())) {
            switch (mode) {
                case "INSTALLED" -> installed(now, action, sink);
                case "EXCHANGED" -> exchanged(now, action, sink);
                case "INVESTIGATED" -> investigated(now, action, sink);
                default -> completed(now, action, mode, sink);
            }
        }
        for (String failure : FAILURES) {
            sink.next(Outcome.of(failure), Rehearsal.after(now, Activity.Kind.FIELD, action, failure, nothing()));
        }
    }

    private static Situation visited(Situation now, String action, String mode, Observation seen) {
        return Rehearsal.after(now, Activity.Kind.FIELD, action, mode, seen);
    }

    /** A device that a visit can read. */
    private static @Nullable Device readable(Situation now) {
        return now.point().category() == ServicePoint.Category.METER
                        && now.point().hasDevice()
                ? now.point().device()
                : null;
    }

    private static void completed(Situation now, String action, String mode, Sink sink) {
        Device inPlace = now.point().hasDevice() ? now.point().device() : null;
        if (inPlace == null && ("TURNED_ON".equals(mode) || "TURNED_OFF".equals(mode) || "REMOVED".equals(mode))) {
            return;
        }
        Device device = readable(now);
        String id = inPlace == null ? null : inPlace.id();
        if (!"READ".equals(mode)) {
            sink.next(Outcome.of(mode), visited(now, action, mode, seen(id, null, null, null)));
        }
        if (device != null && !"PAID_AT_DOOR".equals(mode) && !"WARNED".equals(mode)) {
            sink.next(
                    Outcome.of(mode, "with readings"),
                    visited(now, action, mode, seen(id, null, null, Situations.complete(device))));
        }
    }

    private List<Device> candidates(Situation now) {
        return switch (now.point().category()) {
            case METER -> devices;
            case ITEM -> items;
            case UNBADGED -> units;
        };
    }

    private void installed(Situation now, String action, Sink sink) {
        if (now.point().hasDevice()) {
            return;
        }
        sink.fan(
                Outcome.of("INSTALLED"),
                candidates(now),
                device -> visited(now, action, "INSTALLED", seen(device.id(), device, null, null)));
        if (now.point().category() == ServicePoint.Category.METER) {
            sink.fan(
                    Outcome.of("INSTALLED", "with readings"),
                    devices,
                    device -> visited(
                            now, action, "INSTALLED", seen(device.id(), device, null, Situations.complete(device))));
        }
    }

    private void exchanged(Situation now, String action, Sink sink) {
        Device old = now.point().hasDevice() ? now.point().device() : null;
        if (old == null) {
            return;
        }
        sink.fan(
                Outcome.of("EXCHANGED"),
                candidates(now),
                device -> visited(now, action, "EXCHANGED", seen(old.id(), device, null, null)));
        if (now.point().category() != ServicePoint.Category.METER) {
            return;
        }
        List<Reading> ofOld = Situations.complete(old);
        sink.fan(
                Outcome.of("EXCHANGED", "with readings of the old"),
                devices,
                device -> visited(now, action, "EXCHANGED", seen(old.id(), device, null, ofOld)));
        sink.fan(
                Outcome.of("EXCHANGED", "with readings of the new"),
                devices,
                device -> visited(now, action, "EXCHANGED", seen(old.id(), device, null, Situations.complete(device))));
        sink.fan(Outcome.of("EXCHANGED", "with readings of both"), devices, device -> {
            List<Reading> both = new ArrayList<>(ofOld);
            both.addAll(Situations.complete(device));
            return visited(now, action, "EXCHANGED", seen(old.id(), device, null, both));
        });
    }

    private static void investigated(Situation now, String action, Sink sink) {
        Device inPlace = now.point().hasDevice() ? now.point().device() : null;
        String id = inPlace == null ? null : inPlace.id();
        sink.next(Outcome.of("INVESTIGATED"), visited(now, action, "INVESTIGATED", seen(id, null, null, null)));
        if (inPlace == null) {
            return;
        }
        Device readable = readable(now);
        for (Device.Condition condition : Device.Condition.values()) {
            for (SwitchPosition position : SwitchPosition.values()) {
                Device found = inPlace.withCondition(condition).withSwitch(position);
                sink.next(
                        Outcome.of("INVESTIGATED", "found " + condition + " and " + position),
                        visited(
                                now,
                                action,
                                "INVESTIGATED",
                                seen(id, found, null, readable == null ? null : Situations.complete(readable))));
            }
        }
    }

    // Waits

    private void waited(Situation now, String action, Sink sink) {
        switch (action) {
            case "WAIT_DATE" -> sink.next(TIMER, over(now, action, "TIMER"), Fact.DATE, 0);
            case "WAIT_NOTICE" -> sink.next(TIMER, over(now, action, "TIMER"), Fact.NOTICE, 0);
            case "WAIT_WINDOW" -> sink.next(TIMER, over(now, action, "TIMER"), Fact.RESTRICTED, 0);
            case "WAIT_OUTAGE" -> {
                sink.next(Outcome.of("CLEARED"), over(now, action, "CLEARED"), Fact.OUTAGE, 0);
                sink.next(TIMER, over(now, action, "TIMER"));
            }
            case "WAIT_CLOSE" -> {
                sink.next(Outcome.of("CLOSED"), over(closed(now), action, "CLOSED"));
                sink.next(TIMER, over(now, action, "TIMER"));
            }
            case "WAIT_READ" -> {
                Device device = readable(now);
                if (device != null) {
                    sink.next(
                            Outcome.of("READ"),
                            over(read(now, device, now.order().id()), action, "READ"));
                }
                sink.next(TIMER, over(now, action, "TIMER"));
            }
            default -> childEnded(now, sink);
        }
    }

    private static Situation over(Situation now, String action, String outcome) {
        return Rehearsal.after(now, Activity.Kind.WAIT, action, outcome, nothing());
    }

    /** Somebody pushed the button; the head end or the CIS tells us. */
    private static Situation closed(Situation now) {
        Device device = Objects.requireNonNull(now.point().device());
        return outside(now, now.point().withDevice(device.withSwitch(SwitchPosition.ON)));
    }

    /** A change of the point that is not the order's own voids what it must void. */
    private static Situation outside(Situation now, ServicePoint changed) {
        ServicePoint after = changed.after(now.point(), Situations.NOW);
        return now.with(
                now.order(),
                after,
                now.facts(),
                after.voidsReadingsOf(now.point())
                        ? now.sets().stream().map(ReadingSet::voided).toList()
                        : now.sets());
    }

    private static Situation read(Situation now, Device device, String order) {
        List<ReadingSet> sets = new ArrayList<>(now.sets());
        sets.add(ReadingIntake.assemble(
                now.point(),
                device,
                ReadingSet.Source.SCHEDULED,
                order,
                null,
                Situations.complete(device),
                false,
                Situations.NOW,
                at -> now.point().phase()));
        return now.with(now.order(), now.point(), now.facts(), sets);
    }

    private void childEnded(Situation now, Sink sink) {
        sink.next(
                Outcome.of("CHILD_ENDED", "without a new device"),
                now.with(now.facts().toBuilder()
                        .exchange(org.truckroll.serviceorder.OrderFacts.Exchange.ENDED_WITHOUT)
                        .build()),
                Fact.CHILD,
                0);
        sink.fan(
                Outcome.of("CHILD_ENDED", "with a new device"),
                candidates(now),
                device -> outside(now, now.point().withDevice(device)),
                Fact.CHILD,
                0);
        if (now.point().category() == ServicePoint.Category.METER) {
            sink.fan(
                    Outcome.of("CHILD_ENDED", "with a new device and its reading"),
                    devices,
                    device -> read(outside(now, now.point().withDevice(device)), device, "child"),
                    Fact.CHILD,
                    0);
        }
    }

    // Data

    private static void done(Situation now, String action, Sink sink) {
        Situation next = Rehearsal.after(now, Activity.Kind.DATA, action, "DONE", nothing());
        if ("SPAWN_EXCHANGE".equals(action) && !"INVESTIGATE".equals(now.order().type())) {
            sink.next(DONE, next, Fact.CHILD, 1);
        } else if ("CONVERT_TO_BACK_TO_BACK".equals(action)) {
            sink.next(DONE, next, Fact.START_NEAR, 0);
        } else {
            sink.next(DONE, next);
        }
    }

    // Persons

    private void decided(Situation now, String action, boolean readVisited, Sink sink) {
        Device device = readable(now);
        for (String word : LegalDecisions.words(action)) {
            switch (word) {
                case "COMPLETED" -> completed(now, action, sink);
                case "CORRECTED" -> {
                    if ("CORRECT_ORDER".equals(action)) {
                        sink.next(Outcome.of(word), person(now, action, word, null, null), Fact.DIVISION, 0);
                    } else {
                        corrected(now, action, sink);
                    }
                }
                case "VISIT_AGAIN", "REMOTE_AGAIN", "EXCHANGE_AGAIN" ->
                    sink.next(Outcome.again(word, ""), person(now, action, word, null, null));
                case "ESTIMATE" -> {
                    if (readVisited && device != null) {
                        sink.next(Outcome.of(word), person(now, action, word, null, Situations.complete(device)));
                    }
                }
                case "ESTIMATED" -> estimated(now, action, sink);
                default -> sink.next(Outcome.of(word), person(now, action, word, null, null));
            }
        }
    }

    private static Situation person(
            Situation now,
            String action,
            String word,
            Observation.@Nullable Correction correction,
            @Nullable List<Reading> readings) {
        return Rehearsal.after(
                now,
                Activity.Kind.HUMAN,
                action,
                word,
                new Observation(
                        Situations.NOW,
                        null,
                        null,
                        null,
                        readings,
                        null,
                        correction,
                        correction == null ? null : "photo",
                        null));
    }

    private static void estimated(Situation now, String action, Sink sink) {
        Device device = now.facts().takenOut() != null ? Device.of(now.facts().takenOut()) : readable(now);
        if (device != null) {
            sink.next(Outcome.of("ESTIMATED"), person(now, action, "ESTIMATED", null, Situations.complete(device)));
        }
    }

    private static Observation.Correction correction(
            ServicePoint.@Nullable Supply supply,
            @Nullable SwitchPosition position,
            Device.@Nullable Commission commission,
            Device.@Nullable Condition condition,
            Device.@Nullable Capabilities capabilities,
            @Nullable Device device) {
        return new Observation.Correction(supply, position, commission, condition, capabilities, device, null, null);
    }

    /** What was unknown is known afterwards (G14). */
    private void completed(Situation now, String action, Sink sink) {
        List<ServicePoint.@Nullable Supply> supplies = new ArrayList<>();
        if (now.point().supply() == null) {
            supplies.addAll(List.of(ServicePoint.Supply.values()));
        } else {
            supplies.add(null);
        }
        Device device = now.point().device();
        boolean unknown = now.point().smart()
                && device != null
                && (device.capabilities() == null || device.capabilities().switchControl() == null);
        List<Device.@Nullable Capabilities> abilities = new ArrayList<>();
        if (unknown) {
            devices.stream()
                    .map(Device::capabilities)
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(abilities::add);
        } else {
            abilities.add(null);
        }
        for (ServicePoint.Supply supply : supplies) {
            for (Device.Capabilities can : abilities) {
                sink.next(
                        Outcome.of("COMPLETED", supply == null ? "" : "supply " + supply),
                        person(now, action, "COMPLETED", correction(supply, null, null, null, can, null), null));
            }
        }
    }

    private void corrected(Situation now, String action, Sink sink) {
        corrected(now, action, "nothing", null, sink);
        for (ServicePoint.Supply supply : ServicePoint.Supply.values()) {
            corrected(now, action, "supply " + supply, correction(supply, null, null, null, null, null), sink);
        }
        if (now.point().hasDevice()) {
            for (SwitchPosition position : List.of(SwitchPosition.ON, SwitchPosition.OFF)) {
                corrected(now, action, "switch " + position, correction(null, position, null, null, null, null), sink);
            }
            for (Device.Condition condition : List.of(Device.Condition.OK, Device.Condition.DEFECTIVE)) {
                corrected(
                        now,
                        action,
                        "condition " + condition,
                        correction(null, null, null, condition, null, null),
                        sink);
            }
            for (Device.Commission commission : List.of(Device.Commission.PRE, Device.Commission.COMMISSIONED)) {
                corrected(
                        now,
                        action,
                        "commission " + commission,
                        correction(null, null, commission, null, null, null),
                        sink);
            }
            corrected(
                    now,
                    action,
                    "no device",
                    new Observation.Correction(null, null, null, null, null, null, true, null),
                    sink);
        }
        List<Device> others = now.point().category() == ServicePoint.Category.METER ? fewDevices : candidates(now);
        sink.fan(
                Outcome.again("CORRECTED", "another device"),
                others,
                device -> person(now, action, "CORRECTED", correction(null, null, null, null, null, device), null));
    }

    private static void corrected(
            Situation now, String action, String words, Observation.@Nullable Correction correction, Sink sink) {
        sink.next(Outcome.again("CORRECTED", words), person(now, action, "CORRECTED", correction, null));
    }
}
