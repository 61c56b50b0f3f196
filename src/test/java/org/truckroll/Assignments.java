// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.servicepoint.Observation;
import org.truckroll.shared.Json;

/** Visits given to a crew one by one, whatever row would choose them: each at a point and in an order of its own, reported over HTTP. */
record Assignments(Stories stories, JdbcClient jdbc, Withdrawal withdrawal, Json json, int port) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer of our REST. */
    record Answer(int status, JsonNode body) {

        Answer is(int expected) {
            assertThat(status).as("%s%s", body, ServerFailures.behind(status)).isEqualTo(expected);
            return this;
        }

        Answer isProblem(int expected, String name) {
            is(expected);
            assertThat(body.path("type").asText()).isEqualTo("urn:truckroll:problem:" + name);
            return this;
        }
    }

    Assignment send(String pointJson, String orderType, String action) {
        Story story = stories.at(pointJson).ordered("ENABLE");
        jdbc.sql("update tr_service_order set type = :type where id = :id")
                .param("type", orderType)
                .param("id", story.orderId())
                .update();
        ServiceOrder order = story.order();
        Activity activity = stories.inTransaction(
                () -> stories.activities().open(order, Activity.Kind.FIELD, action, "T01", "somebody has to go"));
        ProcessInstance process = stories.engine()
                .getRuntimeService()
                .startProcessInstanceByKey(
                        "field-activity",
                        activity.id(),
                        Map.of("orderId", story.orderId(), "activityId", activity.id()));
        return new Assignment(this, story, activity.id(), process.getId());
    }

    /** One visit. */
    record Assignment(Assignments doors, Story story, String id, String process) {

        Activity activity() {
            return doors.stories.activities().get(id);
        }

        Observation seen() {
            return doors.json.read(String.valueOf(activity().result()), Observation.class);
        }

        @Nullable
        Task task() {
            return doors.stories
                    .engine()
                    .getTaskService()
                    .createTaskQuery()
                    .processInstanceId(process)
                    .singleResult();
        }

        Task openTask() {
            Task task = task();
            if (task == null) {
                throw new AssertionError("The visit has no task any more");
            }
            return task;
        }

        /** {@code OLD} stands for the id of the device in place. */
        String filled(String body) {
            var device = story.point().device();
            return device == null || device.id() == null ? body : body.replace("OLD", device.id());
        }

        Answer complete(String body) {
            return post("complete", filled(body));
        }

        Answer post(String step, String body) {
            return doors.call("crew", "POST", "/api/v1/field-activities/" + id + "/" + step, body);
        }

        Answer view() {
            return doors.call("crew", "GET", "/api/v1/field-activities/" + id, null);
        }

        /** As a cancellation does it: with the point held, and the token sent away when the room agrees. */
        boolean withdraw() {
            return doors.stories.inTransaction(() -> {
                doors.stories.points().lock(story.pointId);
                boolean withdrawn = doors.withdrawal.withdraw(activity());
                if (withdrawn) {
                    doors.stories.engine().getRuntimeService().deleteProcessInstance(process, "withdrawn", false, true);
                }
                return withdrawn;
            });
        }
    }

    Answer call(String user, String method, String path, @Nullable String body) {
        byte[] login = (user.contains(":") ? user : user + ":demo").getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var answer = CLIENT.send(request, BodyHandlers.ofString());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
