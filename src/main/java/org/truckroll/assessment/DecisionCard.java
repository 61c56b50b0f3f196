// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Json;

/** What a person reads before a decision: facts now, decision record, last results, legal choices; in words, one a line. */
@Component
class DecisionCard {

    /** The engine keeps texts up to 4000 characters. */
    private static final int LONGEST_TEXT = 3900;

    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    /** What a meter that people read does not have. */
    private static final Set<String> OF_SMART = Set.of("commission", "capabilities");

    private static final int RECORDS = 12;
    private static final int RESULTS = 5;

    /** What each decision is called, for people. */
    static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("COMPLETE_DATA", "Complete the data of the service point"),
            Map.entry("EXCHANGE_FAILED", "Decide about the unfit device"),
            Map.entry("DEVICE_MISMATCH", "Clear up which device is in place"),
            Map.entry("NO_PROGRESS", "Decide: the order makes no progress"),
            Map.entry("FIELD_EXHAUSTED", "Decide: visits failed"),
            Map.entry("EVENT_PERSISTS", "Decide about the open event"),
            Map.entry(LegalDecisions.ESTIMATE_READ, "Estimate the reading"),
            Map.entry(LegalDecisions.APPROVE_LIFE_SUPPORT, "Approve: somebody here lives by the power"),
            Map.entry(LegalDecisions.APPROVE_DISPUTED, "Approve: the debt is disputed"),
            Map.entry(LegalDecisions.CORRECT_ORDER, "Correct the order: the point has moved"),
            Map.entry(LegalDecisions.INTEGRATION, "Repair the message to the head end"));

    private static final Map<String, String> WORDS = words();

    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("status", "Service point");
        words.put("division", "Division of the point");
        words.put("supply", "Supply");
        words.put("device", "Device in place");
        words.put("kind", "Kind");
        words.put("condition", "Condition");
        words.put("commission", "Commissioning");
        words.put("switch", "Switch");
        words.put("capabilities", "From remote");
        words.put("registers", "Registers");
        words.put("takenOut", "Taken out by this order");
        words.put("lifeSupport", "Somebody lives by the power");
        words.put("amountDue", "Amount due");
        words.put("disputed", "Debt disputed");
        words.put("openEvent", "Open event");
        words.put("readMissing", "Reading missing");
        words.put("visitsFailedInARow", "Visits failed in a row");
        return words;
    }

    private final Activities activities;
    private final Decisions decisions;
    private final Assessment assessment;
    private final OrderFactsRepository orderFacts;
    private final Json json;

    DecisionCard(
            Activities activities,
            Decisions decisions,
            Assessment assessment,
            OrderFactsRepository orderFacts,
            Json json) {
        this.activities = activities;
        this.decisions = decisions;
        this.assessment = assessment;
        this.orderFacts = orderFacts;
        this.json = json;
    }

    /** The variables of the task; {@code priority} is its own, {@code form} names the form. */
    Map<String, Object> of(
            Activity activity, ServiceOrder order, ServicePoint point, List<String> legal, List<Approval> approvals) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("activityId", activity.id());
        card.put("orderNo", order.externalId());
        card.put("orderType", order.type());
        card.put("servicePointId", point.id());
        card.put("address", point.addressLine().isBlank() ? "–" : point.addressLine());
        card.put("work", NAMES.get(activity.action()));
        card.put("why", String.valueOf(activity.reason()));
        ZoneId zone = point.timeZone();
        card.put("factsNow", text(facts(order, point)));
        card.put("decisionRecord", lines(decisions.of(order.id()), RECORDS, decision -> line(decision, zone)));
        card.put(
                "lastResults",
                lines(
                        activities.of(order.id()).stream()
                                .filter(other -> other.outcome() != null)
                                .toList(),
                        RESULTS,
                        this::line));
        card.put("decisions", String.join(",", legal));
        card.put("earlierApprovals", lines(approvals, RESULTS, approval -> line(approval, there(approval.at(), zone))));
        card.put("priority", order.priority());
        card.put("form", activity.action().toLowerCase(Locale.ROOT).replace('_', '-'));
        return card;
    }

    /** The facts that matter to a person, by name. */
    Map<String, Object> facts(ServiceOrder order, ServicePoint point) {
        Map<String, Object> names = assessment.factsNow(order);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("status", point.status());
        facts.put("division", point.division());
        facts.put("supply", point.supply());
        Device device = point.device();
        facts.put("device", device == null ? null : device.id());
        if (device != null) {
            facts.put("kind", device.kind());
            facts.put("condition", device.conditionState());
            facts.put("commission", device.commissionState());
            facts.put("switch", device.position());
            facts.put("capabilities", device.capabilities());
            facts.put(
                    "registers",
                    device.requiredRegisters().stream().map(Device.Register::id).toList());
        }
        OrderFacts.TakenOut out = orderFacts.of(order.id()).takenOut();
        if (out != null) {
            facts.put(
                    "takenOut",
                    out.deviceId() + ", registers "
                            + Device.of(out).requiredRegisters().stream()
                                    .map(Device.Register::id)
                                    .collect(Collectors.joining(", ")));
        }
        if (point.flags().lifeSupported()) {
            facts.put("lifeSupport", true);
        }
        if (order.collection().amountDue() != null) {
            facts.put("amountDue", order.collection().amountDue());
        }
        if (order.collection().disputed()) {
            facts.put("disputed", true);
        }
        if (point.openEvent() != null) {
            facts.put("openEvent", point.openEvent());
        }
        facts.put("readMissing", names.get("readMissing"));
        facts.put("visitsFailedInARow", names.get("fieldFailures"));
        return facts;
    }

    /** The decision of the last person, with the words of both. */
    static PersonsDecision together(PersonsDecision decision, List<Approval> approvals) {
        return new PersonsDecision(
                decision.decision(),
                null,
                said(approvals, Approval::evidence),
                null,
                approvals.stream()
                        .map(approval -> line(
                                approval,
                                approval.at().truncatedTo(ChronoUnit.SECONDS).toString()))
                        .collect(Collectors.joining("\n")));
    }

    private static @Nullable String said(List<Approval> approvals, Function<Approval, @Nullable String> what) {
        List<String> said = new ArrayList<>();
        for (Approval approval : approvals) {
            String text = what.apply(approval);
            if (text != null) {
                said.add(approval.by() + ": " + text);
            }
        }
        return said.isEmpty() ? null : String.join("\n", said);
    }

    private static String line(Approval approval, String at) {
        return approval.by() + " " + approval.decision() + " " + at
                + (approval.remarks() == null ? "" : ": " + approval.remarks());
    }

    private static String line(Decision decision, ZoneId zone) {
        return "Step " + decision.step() + ", " + there(decision.at(), zone) + ", " + decision.rule() + " "
                + decision.action() + ": " + decision.reason();
    }

    private String line(Activity activity) {
        Optional<Observation> seen =
                Optional.ofNullable(activity.result()).map(text -> json.read(text, Observation.class));
        return activity.action() + ": " + activity.outcome()
                + (activity.completedBy() == null ? "" : " by " + activity.completedBy())
                + seen.map(Observation::remarks).map(text -> ": " + text).orElse("")
                + seen.map(Observation::evidence)
                        .map(text -> " Evidence: " + text)
                        .orElse("");
    }

    private static String there(Instant at, ZoneId zone) {
        return MINUTES.format(at.atZone(zone));
    }

    /** The last ones, one a line. */
    private static <T> String lines(List<T> all, int most, Function<T, String> line) {
        List<String> lines = all.stream()
                .skip(Math.max(0, all.size() - most))
                .map(line)
                .map(text -> text.replaceAll("\\s+", " "))
                .toList();
        int first = 0;
        while (String.join("\n", lines.subList(first, lines.size())).length() > LONGEST_TEXT
                && first < lines.size() - 1) {
            first++;
        }
        return limited(String.join("\n", lines.subList(first, lines.size())));
    }

    private static String text(Map<String, Object> facts) {
        StringBuilder text = new StringBuilder();
        WORDS.forEach((name, words) -> {
            if (facts.containsKey(name) && !(OF_SMART.contains(name) && facts.get("kind") != Device.Kind.SMART)) {
                Object value = facts.get(name);
                text.append(words)
                        .append(": ")
                        .append("device".equals(name) && value == null ? "none" : plain(value))
                        .append('\n');
            }
        });
        return limited(text.toString());
    }

    private static String plain(@Nullable Object value) {
        if (value == null) {
            return "unknown";
        }
        if (value instanceof Device.Capabilities can) {
            return "switch " + (can.switchControl() == null ? "unknown" : can.switchControl()) + ", read from remote "
                    + plain(can.onDemandReadScalar()) + ", ping " + plain(can.ping());
        }
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return value instanceof Boolean yes ? (yes ? "yes" : "no") : String.valueOf(value);
    }

    private static String limited(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
