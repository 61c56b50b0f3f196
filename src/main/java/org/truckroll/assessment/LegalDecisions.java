// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Problem.FieldError;

/** Which decisions a person may take where, and what each may set right (service-orders 7.8). */
@Component
class LegalDecisions {

    /** A head end refused our message as wrong; the room of commands offers it (7.4 INVALID). */
    static final String INTEGRATION = "INTEGRATION";

    private static final int LONGEST_TEXT = 2000;

    private static final Map<String, List<String>> LEGAL = Map.of(
            "COMPLETE_DATA",
            List.of("COMPLETED", "CANCEL"),
            "EXCHANGE_FAILED",
            List.of("EXCHANGE_AGAIN", "GO_ON", "CANCEL"),
            "DEVICE_MISMATCH",
            List.of("CORRECTED", "PARTIAL", "CANCEL"),
            "NO_PROGRESS",
            List.of("CORRECTED", "PARTIAL", "CANCEL"),
            "FIELD_EXHAUSTED",
            List.of("VISIT_AGAIN", "REMOTE_AGAIN", "ESTIMATE", "PARTIAL", "CANCEL"),
            "EVENT_PERSISTS",
            List.of("CLOSE_EVENT", "VISIT", "CANCEL"),
            INTEGRATION,
            List.of("SEND_AGAIN", "GIVE_UP"));

    private final Activities activities;

    LegalDecisions(Activities activities) {
        this.activities = activities;
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
        if ("ESTIMATE".equals(decision.decision())) {
            Device device = point.device();
            boolean complete = decision.estimate() != null
                    && device != null
                    && device.requiredRegisters().stream()
                            .allMatch(register -> decision.estimate().stream()
                                    .anyMatch(reading -> reading != null
                                            && reading.value() != null
                                            && reading.at() != null
                                            && register.id().equals(reading.registerId())));
            if (!complete || decision.estimate().isEmpty()) {
                errors.add(new FieldError("/readings", "an estimate has a value for every register of the device"));
            }
        } else if (decision.estimate() != null && !decision.estimate().isEmpty()) {
            errors.add(new FieldError("/readings", "only an ESTIMATE brings readings"));
        }
        return errors;
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
        boolean correcting = "CORRECTED".equals(decision.decision());
        if (!completing && !correcting) {
            errors.add(new FieldError("/facts", decision.decision() + " corrects no facts"));
        }
        if (completing
                && (facts.switchPosition() != null
                        || facts.commission() != null
                        || facts.condition() != null
                        || facts.device() != null)) {
            errors.add(new FieldError("/facts", activity.action() + " may set supply and capabilities only"));
        }
        if (decision.evidence() == null || decision.evidence().isBlank()) {
            errors.add(new FieldError("/evidence", "is required when facts are set right"));
        }
        boolean device = facts.device() != null || point.device() != null;
        if (!device
                && (facts.switchPosition() != null
                        || facts.commission() != null
                        || facts.condition() != null
                        || facts.capabilities() != null)) {
            errors.add(new FieldError("/facts", "there is no device at this point"));
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
