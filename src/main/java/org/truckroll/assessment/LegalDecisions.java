// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Problem.FieldError;

/** Which decisions a person may take where, and what each may set right (service-orders 7.8). */
@Component
public class LegalDecisions {

    /** A head end refused our message as wrong; the room of commands offers it (7.4 INVALID). */
    static final String INTEGRATION = "INTEGRATION";

    static final String APPROVE_LIFE_SUPPORT = "APPROVE_LIFE_SUPPORT";
    static final String APPROVE_DISPUTED = "APPROVE_DISPUTED";
    static final String ESTIMATE_READ = "ESTIMATE_READ";
    /** The point moved to another division than the order's (G16). */
    static final String CORRECT_ORDER = "CORRECT_ORDER";

    private static final int LONGEST_TEXT = 2000;

    private static final Map<String, List<String>> LEGAL = Map.ofEntries(
            Map.entry("COMPLETE_DATA", List.of("COMPLETED", "CANCEL")),
            Map.entry(APPROVE_LIFE_SUPPORT, List.of("APPROVED", "DENIED")),
            Map.entry(APPROVE_DISPUTED, List.of("APPROVED", "DENIED")),
            Map.entry("EXCHANGE_FAILED", List.of("EXCHANGE_AGAIN", "GO_ON", "CANCEL")),
            Map.entry("DEVICE_MISMATCH", List.of("CORRECTED", "PARTIAL", "CANCEL")),
            Map.entry("NO_PROGRESS", List.of("CORRECTED", "PARTIAL", "CANCEL")),
            Map.entry("FIELD_EXHAUSTED", List.of("VISIT_AGAIN", "REMOTE_AGAIN", "ESTIMATE", "PARTIAL", "CANCEL")),
            Map.entry(ESTIMATE_READ, List.of("ESTIMATED", "PARTIAL")),
            Map.entry("EVENT_PERSISTS", List.of("CLOSE_EVENT", "VISIT", "CANCEL")),
            Map.entry(CORRECT_ORDER, List.of("CORRECTED", "CANCEL")),
            Map.entry(INTEGRATION, List.of("SEND_AGAIN", "GIVE_UP")));

    /** Decisions that bring an estimate, and decisions that may correct facts. */
    private static final Set<String> ESTIMATES = Set.of("ESTIMATE", "ESTIMATED");

    private static final Set<String> CORRECTS = Set.of("DEVICE_MISMATCH", "NO_PROGRESS");

    private final Activities activities;
    private final OrderFactsRepository orderFacts;
    private final Clock clock;

    LegalDecisions(Activities activities, OrderFactsRepository orderFacts, Clock clock) {
        this.activities = activities;
        this.orderFacts = orderFacts;
        this.clock = clock;
    }

    /** What persons are asked. */
    public static Set<String> actions() {
        return LEGAL.keySet();
    }

    /** The words that may be said there; which of them are open now depends on the order. */
    public static List<String> words(String action) {
        return LEGAL.getOrDefault(action, List.of());
    }

    /** Two different persons must approve. */
    static boolean byTwo(String action) {
        return APPROVE_LIFE_SUPPORT.equals(action) || APPROVE_DISPUTED.equals(action);
    }

    /** Everything that is wrong with a decision, with pointers; empty when it may be taken. */
    List<FieldError> check(Activity activity, ServicePoint point, PersonsDecision decision) {
        List<FieldError> errors = new ArrayList<>();
        List<String> legal = legal(activity);
        if (decision.decision() == null || !legal.contains(decision.decision())) {
            errors.add(new FieldError("/decision", "must be one of " + legal));
            return errors;
        }
        Observation.Correction facts = decision.facts();
        if (facts != null && !facts.empty()) {
            checkFacts(activity, point, decision, facts, errors);
        }
        tooLong(errors, "/evidence", decision.evidence());
        tooLong(errors, "/remarks", decision.remarks());
        if ("COMPLETED".equals(decision.decision())) {
            checkComplete(point, facts, errors);
        }
        if (ESTIMATES.contains(decision.decision())) {
            checkEstimate(deviceToRead(activity, point), decision, errors);
        } else if (decision.estimate() != null && !decision.estimate().isEmpty()) {
            errors.add(new FieldError("/readings", "only an estimate brings readings"));
        }
        return errors;
    }

    /** The device whose reading is missing: for a stop or a removal the one that the order took out. */
    @Nullable
    Device deviceToRead(Activity activity, ServicePoint point) {
        OrderFacts.TakenOut out = ESTIMATE_READ.equals(activity.action())
                ? orderFacts.of(activity.orderId()).takenOut()
                : null;
        return out == null ? point.device() : Device.of(out);
    }

    /** The estimate, each value with the device it is of; null when the decision brings none. */
    @Nullable
    List<Reading> estimate(Activity activity, ServicePoint point, PersonsDecision decision) {
        List<Reading> given = decision.estimate();
        Device device = deviceToRead(activity, point);
        if (given == null || device == null || !ESTIMATE_READ.equals(activity.action())) {
            return given;
        }
        return given.stream()
                .map(reading -> new Reading(
                        reading.registerId(), reading.readingType(), reading.value(), reading.at(), device.id()))
                .toList();
    }

    /** Complete (6.3), of the device concerned, and such as the meter could show by now. */
    private void checkEstimate(@Nullable Device device, PersonsDecision decision, List<FieldError> errors) {
        List<Reading> given = decision.estimate();
        if (device == null) {
            errors.add(new FieldError("/decision", "there is no device to estimate for"));
            return;
        }
        if (given == null || given.isEmpty()) {
            errors.add(new FieldError("/readings", "an estimate has a value for every register of the device"));
            return;
        }
        Instant latest = clock.instant().plus(ReadingIntake.CLOCK_TOLERANCE);
        Set<String> read = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String pointer = "/readings/" + i;
            Reading reading = given.get(i);
            if (reading == null || reading.value() == null || reading.at() == null) {
                errors.add(new FieldError(pointer, "needs value and at"));
                continue;
            }
            if (reading.value().signum() < 0 || !ReadingIntake.readable(reading.value())) {
                errors.add(new FieldError(pointer + "/value", "is no value that a meter can show"));
            }
            if (reading.at().isAfter(latest)) {
                errors.add(new FieldError(pointer + "/at", "lies in the future"));
            }
            if (reading.deviceId() != null && !reading.deviceId().equals(device.id())) {
                errors.add(new FieldError(pointer + "/deviceId", "the reading of " + device.id() + " is missing"));
            }
            ReadingIntake.register(device, reading).ifPresent(register -> read.add(register.id()));
        }
        List<String> missing = device.requiredRegisters().stream()
                .map(Device.Register::id)
                .filter(register -> !read.contains(register))
                .toList();
        if (!missing.isEmpty()) {
            errors.add(new FieldError(
                    "/readings", "an estimate has a value for every register of the device; missing: " + missing));
        }
    }

    private static void tooLong(List<FieldError> errors, String pointer, @Nullable String text) {
        if (text != null && text.length() > LONGEST_TEXT) {
            errors.add(new FieldError(pointer, "is longer than " + LONGEST_TEXT + " characters"));
        }
    }

    /** What was unknown must be known afterwards (G14), be it by this decision or by what the CIS has told meanwhile. */
    private static void checkComplete(
            ServicePoint point, Observation.@Nullable Correction facts, List<FieldError> errors) {
        if (point.supply() == null && (facts == null || facts.supply() == null)) {
            errors.add(new FieldError("/facts/supply", "is still unknown"));
        }
        Device.Capabilities can = facts != null && facts.capabilities() != null
                ? facts.capabilities()
                : point.device() == null ? null : point.device().capabilities();
        if (point.smart() && (can == null || can.switchControl() == null)) {
            errors.add(new FieldError("/facts/capabilities", "are still unknown, the switch at least"));
        }
    }

    private static void checkFacts(
            Activity activity,
            ServicePoint point,
            PersonsDecision decision,
            Observation.Correction facts,
            List<FieldError> errors) {
        boolean completing = "COMPLETED".equals(decision.decision());
        boolean correcting = "CORRECTED".equals(decision.decision()) && CORRECTS.contains(activity.action());
        if (!completing && !correcting) {
            errors.add(new FieldError("/facts", decision.decision() + " corrects no facts"));
        }
        if (completing
                && (facts.switchPosition() != null
                        || facts.commission() != null
                        || facts.condition() != null
                        || facts.device() != null
                        || facts.withoutDevice())) {
            errors.add(new FieldError("/facts", activity.action() + " may set supply and capabilities only"));
        }
        if (decision.evidence() == null || decision.evidence().isBlank()) {
            errors.add(new FieldError("/evidence", "is required when facts are set right"));
        }
        boolean device = facts.device() != null || point.device() != null && !facts.withoutDevice();
        if (!device
                && (facts.switchPosition() != null
                        || facts.commission() != null
                        || facts.condition() != null
                        || facts.capabilities() != null)) {
            errors.add(new FieldError("/facts", "there is no device at this point"));
        }
        if (facts.withoutDevice() && facts.device() != null) {
            errors.add(new FieldError("/facts/noDevice", "contradicts the device given"));
        }
        if (facts.device() != null
                && (facts.device().id() == null || facts.device().kind() == null)) {
            errors.add(new FieldError("/facts/device", "needs id and kind"));
        }
    }

    /** An estimate only stands in for a read that crews could not take (7.8). */
    List<String> legal(Activity activity) {
        List<String> legal = LEGAL.getOrDefault(activity.action(), List.of());
        if (!legal.contains("ESTIMATE")) {
            return legal;
        }
        boolean reading = activities.of(activity.orderId()).stream()
                .filter(other -> other.kind() == Activity.Kind.FIELD)
                .reduce((first, second) -> second)
                .filter(last -> "READ_METER".equals(last.action()))
                .isPresent();
        return reading
                ? legal
                : legal.stream().filter(word -> !"ESTIMATE".equals(word)).toList();
    }
}
