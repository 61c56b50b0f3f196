// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.field.workforce.WorkOrderSender;

/** Visits on the islands of division south, which a simulated workforce system does, over real HTTP. */
record Outside(Assignments doors, WorkOrderSender sender) {

    static final String DISPATCHER = "dispatcher-south";

    private static final String POINT =
            "{\"division\":\"south\",\"area\":\"south.islands.outer\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";

    static Outside of(Assignments doors, WorkOrderSender sender) {
        Outside outside = new Outside(doors, sender);
        outside.simulator("DELETE", "", null).is(204);
        return outside;
    }

    /** A visit that is about to be sent. */
    Assignment visit() {
        return doors.send(POINT, "DISABLE", "TURN_OFF_METER");
    }

    /** A visit that the system has. */
    Assignment taken() {
        Assignment visit = visit();
        talk();
        assertThat(follow(visit)).isNotNull();
        return visit;
    }

    /** The server makes the calls that it may make now. */
    void talk() {
        sender.take("simulator").forEach(Runnable::run);
    }

    /** Time goes on, and the calls that are due then are made. */
    void talkAfter(Duration time) {
        ClockUtil.setCurrentTime(Date.from(Stories.now().plus(time)));
        talk();
    }

    void fault(String call, String fault, int times) {
        simulator(
                        "POST",
                        "/faults",
                        "{\"call\":\"" + call + "\",\"fault\":\"" + fault + "\",\"times\":" + times
                                + ",\"millis\":1600}")
                .is(204);
    }

    /** The system tells, and this is what we answer. */
    Answer tell(Assignment visit, String status) {
        JsonNode told = simulator("POST", "/work-orders/" + visit.id() + "/tell", status)
                .is(200)
                .body();
        return new Answer(told.path("status").asInt(), told.path("answer"));
    }

    Answer simulator(String method, String path, String body) {
        return doors.call("operator", method, "/simulator/workforce" + path, body);
    }

    /** The work orders of a visit, as the system has them. */
    JsonNode there(Assignment visit) {
        return simulator("GET", "/workOrder?externalId=" + visit.id(), null)
                .is(200)
                .body();
    }

    long arrivals(Assignment visit, String call) {
        long count = 0;
        for (JsonNode arrival : simulator("GET", "/log", null).body()) {
            if (arrival.path("externalId").asText().equals(visit.id())
                    && arrival.path("call").asText().equals(call)) {
                count++;
            }
        }
        return count;
    }

    Token token(Assignment visit) {
        return Token.of(doors.stories().engine(), "work-order", visit.id());
    }

    Token withdrawal(Assignment visit) {
        return Token.of(doors.stories().engine(), "work-order-withdrawal", visit.id());
    }

    boolean withdraws(Assignment visit) {
        return doors.stories()
                        .engine()
                        .getHistoryService()
                        .createHistoricProcessInstanceQuery()
                        .processDefinitionKey("work-order-withdrawal")
                        .processInstanceBusinessKey(visit.id())
                        .count()
                > 0;
    }

    Task follow(Assignment visit) {
        return token(visit).task("userTask_followWorkOrder");
    }

    Task decide(Assignment visit) {
        return token(visit).task("userTask_decideWorkOrder");
    }

    /** A dispatcher fills in the form of a task. */
    void complete(Task task, Map<String, Object> form) {
        doors.stories().engine().getTaskService().claim(task.getId(), DISPATCHER);
        doors.stories().engine().getTaskService().complete(task.getId(), form);
    }

    Answer order(Assignment visit) {
        return doors.call(DISPATCHER, "GET", "/api/v1/field-activities/" + visit.id() + "/work-order", null);
    }

    String state(Assignment visit) {
        return order(visit).is(200).body().path("state").asText();
    }

    Answer takeBack(Assignment visit) {
        return doors.call(
                DISPATCHER,
                "POST",
                "/api/v1/field-activities/" + visit.id() + "/take-back",
                "{\"reason\":\"A crew of ours is on the island\"}");
    }

    JsonNode view(Assignment visit) {
        return doors.call(DISPATCHER, "GET", "/api/v1/field-activities/" + visit.id(), null)
                .is(200)
                .body();
    }

    List<String> milestones(Assignment visit) {
        return doors.jdbc()
                .sql("select name from tr_milestone where order_id = :order order by seq")
                .param("order", visit.story().orderId())
                .query(String.class)
                .list();
    }
}
