// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.Decision;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.Reply;
import org.truckroll.field.VisitReport;
import org.truckroll.intake.OrderRequest;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.LoadSide;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Outages;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/**
 * One order on its way. A step of its script says which row must decide and what then happens:
 *
 * <pre>
 * E04 INSTALL_METER: INSTALLED device={"switch":"ON"} read    a visit: mode or reason, device brought, readings
 * E12 REMOTE_CONNECT: SUCCESS switch=ON                       a command: reply, HTTP status, or SILENCE
 * E14 WAIT_CLOSE: TIMER                                       a wait: TIMER, CLOSED, READ, CLEARED or CHANGED
 * G12 FIELD_EXHAUSTED: ESTIMATE read                          a person's decision
 * E01 ACTIVATE_POINT                                          a data step
 * G11 SPAWN_EXCHANGE >> X03 EXCHANGE_METER: NO_ACCESS | ...    an awaited order, with its own script
 * D04 REMOTE_DISCONNECT: FAILURE meanwhile={"type":"ENABLE"}  another order comes before the outcome
 * C06 CUT_FOR_NON_PAYMENT: WITHDRAWN meanwhile={...}          and takes the place of this one
 * E20 DONE: completed DONE                                    the end: state and outcome
 * </pre>
 *
 * <p>Two persons approve; {@code second=DENIED} lets the second deny. A visit that exchanges reads both devices, {@code read=old} or
 * {@code read=new} one of them.
 */
final class Story {

    private static final Pattern STEP = Pattern.compile("(\\S+) (\\w+)(?:: (\\S+)(.*))?");
    private static final Pattern OPTION = Pattern.compile("(\\w+)(?:=(\\{.*\\}|\\S+))?");

    private final Stories doors;
    private final int number;
    private final Map<String, String> lastCommand = new HashMap<>();
    private int reading = 100;
    private int orders;
    private int devices;
    private int insides;
    private @Nullable String orderId;

    final String pointId;

    Story(Stories doors, String pointId, int number) {
        this.doors = doors;
        this.pointId = pointId;
        this.number = number;
    }

    Story ordered(String type) {
        return ordered(type, null);
    }

    /** The requester's order arrives as through our REST. */
    Story ordered(String type, @Nullable Instant date) {
        orderId = doors.intake()
                .accept(request(type, date), null, Stories.CIS)
                .order()
                .id();
        return this;
    }

    Story ordered(OrderRequest request) {
        orderId = doors.intake().accept(request, null, Stories.CIS).order().id();
        return this;
    }

    /** The requester's order arrives, with whatever else it says. */
    Story asked(String type, ObjectNode more) {
        orderId = accepted(type, more);
        return this;
    }

    private String accepted(String type, ObjectNode more) {
        return doors.intake()
                .accept(request(type, more), null, Stories.CIS)
                .order()
                .id();
    }

    OrderRequest request(String type, ObjectNode more) {
        ObjectNode body = doors.json().valueToTree(request(type, (Instant) null));
        body.setAll(more);
        return doors.read(body, OrderRequest.class);
    }

    OrderRequest request(String type, @Nullable Instant date) {
        return new OrderRequest(
                "SR-W-" + number + "-" + ++orders,
                type,
                pointId,
                date == null ? null : date.toString(),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The story goes on with an order that began otherwise. */
    Story of(String order) {
        orderId = order;
        return this;
    }

    String orderId() {
        return String.valueOf(orderId);
    }

    Token token() {
        return Token.of(doors.engine(), "service-order", orderId());
    }

    ServiceOrder order() {
        return doors.orders().get(orderId());
    }

    ServicePoint point() {
        return doors.points().get(pointId);
    }

    Device device() {
        Device device = point().device();
        assertThat(device).as("device in place").isNotNull();
        return device;
    }

    OrderFacts facts() {
        return doors.facts().of(orderId());
    }

    List<Decision> decisions() {
        return doors.decisions().of(orderId());
    }

    List<String> rules() {
        return decisions().stream().map(Decision::rule).toList();
    }

    List<Activity> activities() {
        return doors.activities().of(orderId());
    }

    Activity activity() {
        return doors.activities()
                .openOf(orderId())
                .orElseThrow(() -> new AssertionError("No open activity; " + rules()));
    }

    MeterCommand command() {
        return command(activity().id());
    }

    MeterCommand command(String id) {
        return doors.commands().find(id).orElseThrow();
    }

    /** Runs the next assessment; this row must decide, and choose this action. */
    Story assess(String rule, String action) {
        int before = decisions().size();
        token().runJob("subProcess_assess");
        List<Decision> made = decisions();
        assertThat(made).as("decisions of %s", orderId()).hasSize(before + 1);
        Decision last = made.get(made.size() - 1);
        assertThat(last.rule() + " " + last.action())
                .as("step %s after %s", last.step(), rules())
                .isEqualTo(rule + " " + action);
        assertThat(last.reason()).isNotBlank();
        return this;
    }

    /** Walks the script; see above. */
    Story walk(String... script) {
        for (String whole : script) {
            String line = whole.split(" >> ")[0];
            Matcher step = STEP.matcher(line.strip());
            assertThat(step.matches()).as(line).isTrue();
            String rule = step.group(1);
            String action = step.group(2);
            assess(rule, action);
            Map<String, String> options = options(step.group(4));
            Decision last = decisions().get(decisions().size() - 1);
            switch (last.channel()) {
                case "FIELD" -> {
                    meanwhile(options);
                    if (!"WITHDRAWN".equals(step.group(3))) {
                        visit(step.group(3), options);
                    }
                }
                case "COMMAND" -> answer(step.group(3), options);
                case "WAIT" -> {
                    meanwhile(options);
                    if (!"WITHDRAWN".equals(step.group(3))) {
                        waited(step.group(3), options);
                    }
                }
                case "HUMAN" -> decide(step.group(3), options);
                case "DATA" -> {
                    assertThat(step.group(3)).isNull();
                    if (!line.equals(whole)) {
                        awaited(action.replace("SPAWN_", ""), whole.split(" >> ")[1].split(" \\| "));
                    }
                }
                case "END" -> ended(step.group(3), options);
                default -> throw new AssertionError(line);
            }
        }
        return this;
    }

    /** The order that this one raised and awaits runs to its end; this one waits meanwhile, without a record (G02). */
    private void awaited(String type, String[] script) {
        token().runJob("subProcess_assess");
        Story inside = awaited(type);
        inside.walk(script);
        readOnAfter(inside);
    }

    /** Meters count upwards, whoever reads them. */
    void readOnAfter(Story inside) {
        reading = inside.reading;
    }

    /** The order that this one raised and waits for. */
    Story awaited(String type) {
        assertThat(token().waitsAt()).contains("receiveTask_awaitChange");
        ServiceOrder child = doors.orders().lastRaised(orderId(), type).orElseThrow();
        assertThat(child.waitsFor()).as("runs inside").isNull();
        Story inside = new Story(doors, pointId, number);
        insides++;
        inside.devices = 10 * insides;
        inside.reading = reading;
        return inside.of(child.id());
    }

    private static Map<String, String> options(@Nullable String text) {
        Map<String, String> options = new LinkedHashMap<>();
        if (text != null) {
            Matcher option = OPTION.matcher(text);
            while (option.find()) {
                options.put(option.group(1), option.group(2) == null ? "" : option.group(2));
            }
        }
        return options;
    }

    /** Another order for the point arrives. */
    private void meanwhile(Map<String, String> options) {
        if (options.containsKey("meanwhile")) {
            ObjectNode other = Stories.object(options.get("meanwhile"));
            accepted(other.path("type").asText(), other);
        }
    }

    void visit(String outcome, Map<String, String> options) {
        report(report(outcome, options));
    }

    /** A crew reports by REST. */
    Story report(VisitReport report) {
        doors.field().report(activity().id(), Stories.CREW, report);
        return this;
    }

    VisitReport report(String outcome, Map<String, String> options) {
        for (VisitReport.Reason reason : VisitReport.Reason.values()) {
            if (reason.name().equals(outcome)) {
                return new VisitReport(null, reason, null, null, null, null, null, null);
            }
        }
        ServicePoint point = point();
        Device installed = null;
        if (options.containsKey("device")) {
            installed = doors.device(options.get("device"), "M-W-" + number + "-" + ++devices);
            if (point.category() == ServicePoint.Category.UNBADGED) {
                installed = new Device(null, null, null, null, installed.position(), null, null, null, null, 2);
            }
        }
        if (options.containsKey("found")) {
            ObjectNode found = Stories.object(options.get("found"));
            found.put("id", device().id());
            installed = doors.read(found, Device.class);
        }
        return new VisitReport(
                outcome,
                null,
                null,
                switch (outcome) {
                    case "INSTALLED" -> installed == null ? null : installed.id();
                    case "EXCHANGED", "REMOVED" -> device().id();
                    default -> null;
                },
                installed,
                options.containsKey("read") ? read(outcome, installed, options) : null,
                options.containsKey("count") ? Integer.valueOf(options.get("count")) : null,
                null);
    }

    private List<Reading> read(String outcome, @Nullable Device installed, Map<String, String> options) {
        if (!outcome.equals("EXCHANGED")) {
            return readings(outcome.equals("INSTALLED") ? installed : device(), age(options));
        }
        List<Reading> set = new ArrayList<>();
        if (!options.get("read").equals("new")) {
            readings(device(), age(options)).stream()
                    .map(value -> new Reading(
                            value.registerId(), value.readingType(), value.value(), value.at(), device().id()))
                    .forEach(set::add);
        }
        if (!options.get("read").equals("old")) {
            set.addAll(readings(installed, age(options)));
        }
        return set;
    }

    private static Instant age(Map<String, String> options) {
        return options.containsKey("at") ? Instant.parse(options.get("at")) : Stories.now();
    }

    /** A complete set of the device. */
    List<Reading> readings(@Nullable Device device, Instant at) {
        assertThat(device).as("device to read").isNotNull();
        List<Reading> set = new ArrayList<>();
        for (Device.Register register : device.requiredRegisters()) {
            set.add(new Reading(register.id(), null, new BigDecimal(++reading), at, null));
        }
        if (set.isEmpty()) {
            set.add(new Reading("1", null, new BigDecimal(++reading), at, null));
        }
        return set;
    }

    /** The head end reacts to the command that is sent now. */
    void answer(String outcome, Map<String, String> options) {
        ScriptedHeadEnd headEnd = ScriptedHeadEnd.INSTANCE;
        String id = activity().id();
        lastCommand.put(activity().action(), id);
        if (outcome.matches("\\d{3}")) {
            headEnd.reacts(Integer.parseInt(outcome), "{}");
            send();
            return;
        }
        send();
        meanwhile(options);
        assertThat(headEnd.last().body().path("commandId").asText()).isEqualTo(id);
        assertThat(command(id).state()).isEqualTo(MeterCommand.State.ACCEPTED);
        if (outcome.equals("SILENCE")) {
            token().fireTimer("boundaryEvent_noAnswer")
                    .fireTimer("event_retryTime")
                    .runJob("event_retryTime");
            send();
            token().fireTimer("boundaryEvent_noAnswer");
            return;
        }
        doors.replies().receive("scripted", reply(id, outcome, options));
    }

    Story send() {
        assertThat(token().waitsAt()).contains("serviceTask_sendCommand");
        doors.send(command().headEnd());
        return this;
    }

    Reply reply(String commandId, String outcome, Map<String, String> options) {
        List<Reading> set = null;
        if (options.containsKey("read")) {
            set = readings(device(), age(options));
        } else if (options.containsKey("partial")) {
            set = readings(device(), Stories.now()).subList(0, 1);
        }
        return new Reply(
                "msg-" + commandId + "-" + Stories.now().toEpochMilli(),
                commandId,
                Reply.Result.valueOf(outcome),
                options.get("code"),
                null,
                Stories.now(),
                set,
                options.containsKey("switch") ? Device.SwitchPosition.valueOf(options.get("switch")) : null,
                options.containsKey("loadSide") ? LoadSide.valueOf(options.get("loadSide")) : null,
                null,
                null);
    }

    /** What the order waits for happens: TIMER, CLOSED, READ or CLEARED. */
    Story happens(String outcome) {
        waited(outcome, Map.of());
        return this;
    }

    private void waited(String outcome, Map<String, String> options) {
        switch (outcome) {
            case "TIMER" -> token().fireTimer("boundaryEvent_waitOver");
            case "CLOSED" -> {
                String arm = lastCommand.getOrDefault("ARM", lastCommand.get("REMOTE_CONNECT"));
                // A moment passes: it is another message.
                ClockUtil.setCurrentTime(Date.from(Stories.now().plusSeconds(60)));
                doors.replies().receive("scripted", reply(String.valueOf(arm), "SUCCESS", Map.of("switch", "ON")));
            }
            case "READ" ->
                doors.readingIntake().receive(point(), String.valueOf(device().id()), readings(device(), age(options)));
            case "CLEARED" -> outage(false);
            case "CHANGED" -> change(options.get("point"));
            default -> throw new AssertionError(outcome);
        }
    }

    /** An outage of exactly this point begins or ends. */
    Story outage(boolean open) {
        doors.outages()
                .put(new Outages.Outage(
                        "OUT-" + pointId, null, List.of(pointId), Stories.NOW, open ? null : Stories.now()));
        return this;
    }

    /** Somebody else changes facts of the point, as by PUT; fields of the device are laid over it. */
    Story change(String pointJson) {
        ServicePoint before = point();
        ObjectNode after = doors.json().valueToTree(before);
        ObjectNode given = Stories.object(pointJson);
        if (given.get("device") instanceof ObjectNode device && after.get("device") instanceof ObjectNode known) {
            known.setAll(device);
            given.remove("device");
        }
        after.setAll(given);
        doors.inTransaction(() -> doors.points()
                .save(
                        before,
                        doors.read(after, ServicePoint.class),
                        Stories.now(),
                        ServicePoints.Source.caller("cis")));
        return this;
    }

    void decide(String decision, Map<String, String> options) {
        PersonsDecision said = new PersonsDecision(
                decision,
                options.containsKey("facts")
                        ? doors.read(Stories.object(options.get("facts")), Observation.Correction.class)
                        : null,
                options.containsKey("facts") ? "photo 7" : null,
                options.containsKey("read") ? readings(deviceToEstimate(), Stories.now()) : null,
                null);
        if (!activity().action().startsWith("APPROVE_")) {
            decide(said);
            return;
        }
        String id = activity().id();
        doors.human().decide(id, Stories.APPROVER, said);
        if (decision.equals("APPROVED")) {
            doors.human()
                    .decide(
                            id,
                            Stories.SECOND_APPROVER,
                            new PersonsDecision(options.getOrDefault("second", "APPROVED"), null, null, null, null));
        }
    }

    private Device deviceToEstimate() {
        OrderFacts.TakenOut out = facts().takenOut();
        return activity().action().equals("ESTIMATE_READ") && out != null ? Device.of(out) : device();
    }

    /** The crew signs the open visit. */
    Story signed() {
        doors.field().claim(activity().id(), Stories.CREW);
        return this;
    }

    /** The crew books the open visit for tomorrow. */
    Story appointed() {
        Instant start = Stories.now().plusSeconds(86_400);
        doors.field().appointment(activity().id(), Stories.CREW, start, start.plusSeconds(3_600), null);
        return this;
    }

    Story decide(Caller by, PersonsDecision decision) {
        doors.human().decide(activity().id(), by, decision);
        return this;
    }

    /** A dispatcher decides by REST. */
    Story decide(PersonsDecision decision) {
        doors.human().decide(activity().id(), Stories.DISPATCHER, decision);
        return this;
    }

    private void ended(String state, Map<String, String> options) {
        token().runJob("serviceTask_closeOrder");
        ServiceOrder order = order();
        assertThat(order.state().word() + " " + order.outcome())
                .isEqualTo(state + " " + options.keySet().iterator().next());
        assertThat(token().ended()).isTrue();
        assertThat(doors.activities().openOf(orderId())).isEmpty();
    }
}
