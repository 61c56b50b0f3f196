// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cancelling and amending in TMF641, as a partner sees it (service-orders 4.1 and 7.6). */
class TmfChangeContractTest extends TmfServer {

    private static final String CANCEL = "/tmf-api/serviceOrdering/v4/cancelServiceOrder";

    @Test
    void cancelsAnOrderByATaskThatIsDoneWhenTheOrderHasEnded() throws Exception {
        String id = order("ENABLE", "2999-01-01T00:00:00Z");
        run();
        Answer made = post("cis", CANCEL, """
                {"serviceOrder":{"id":"%s","href":"x","@referredType":"ServiceOrder"},"cancellationReason":"CHANGED_MIND",
                 "requestedCancellationDate":"2026-01-01T00:00:00Z","@type":"CancelServiceOrder"}
                """.formatted(id)).is(201);
        String task = made.at("/href");
        assertThat(made.header("Location")).isEqualTo(task).isEqualTo(CANCEL + "/" + made.at("/id"));
        assertThat(made.at("/serviceOrder/id")).isEqualTo(id);
        assertThat(made.at("/cancellationReason")).isEqualTo("CHANGED_MIND");
        assertThat(made.at("/requestedCancellationDate")).isEqualTo("2026-01-01T00:00:00Z");
        run();
        Answer order = get("cis", ORDERS + "/" + id);
        assertThat(order.at("/state")).isEqualTo("cancelled");
        assertThat(order.at("/completionDate")).isEmpty();
        Answer done = get("cis", task).is(200);
        assertThat(done.at("/state")).isEqualTo("done");
        assertThat(done.at("/effectiveCancellationDate"))
                .isEqualTo(order.at("/cancellationDate"))
                .isNotEmpty();
        assertThat(get("cis", FLAT + "/" + id + "/events").body().findValuesAsText("type"))
                .containsSubsequence("CancelServiceOrderCreate", "CancelServiceOrderStateChange");

        Answer again = post("cis", CANCEL, "{\"serviceOrder\":{\"id\":\"" + id + "\"}}")
                .is(201);
        assertThat(again.at("/state")).isEqualTo("done");
        Answer listed = get("cis", CANCEL + "?serviceOrder.id=" + id).is(200);
        assertThat(listed.body().findValuesAsText("href")).contains(task, again.at("/href"));
        assertThat(listed.header("X-Total-Count")).isEqualTo("2");
    }

    @Test
    void endsTheTaskWithAnErrorPastThePointOfNoReturn() throws Exception {
        String id = order("ENABLE", null);
        run();
        String visit = get("crew", "/api/v1/field-activities?state=OFFERED&limit=500")
                .is(200)
                .body()
                .path("items")
                .findParents("orderId")
                .stream()
                .filter(item -> item.path("orderId").asText().equals(id))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        send("crew", "POST", "/api/v1/field-activities/" + visit + "/claim", null)
                .is(200);
        post("crew", "/api/v1/field-activities/" + visit + "/status", "{\"status\":\"EN_ROUTE\"}")
                .is(200);

        Answer task = post("cis", CANCEL, "{\"serviceOrder\":{\"id\":\"" + id + "\"}}")
                .is(201);
        assertThat(task.at("/state")).isEqualTo("terminatedWithError");
        assertThat(task.at("/errorMessage/code")).isEqualTo("past-point-of-no-return");
        assertThat(task.at("/errorMessage/message")).contains("INSTALL_METER");
        assertThat(task.at("/effectiveCancellationDate")).isEmpty();
        assertThat(get("cis", task.at("/href")).is(200).body()).isEqualTo(task.body());
        assertThat(get("cis", ORDERS + "/" + id).at("/state")).isEqualTo("inProgress");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                  | 400 | invalid-request       | /serviceOrder/id
            {"serviceOrder":{"id":"nowhere"}}                   | 422 | unknown-service-order | /serviceOrder/id
            {"serviceOrder":{"id":"@O"},"reason":"x"}           | 400 | invalid-request       | /reason
            {"serviceOrder":{"id":"@O"},"requestedCancellationDate":"2999-01-01T00:00:00Z"} | 400 | invalid-request | /requestedCancellationDate
            {"serviceOrder":{"id":"@O"},"requestedCancellationDate":"soon"} | 400 | invalid-request | /requestedCancellationDate
            {"serviceOrder":{"id":"@O"},"cancellationReason":7} | 400 | invalid-request       | /cancellationReason
            """)
    void refusesTasksThatCannotBeAsked(String body, int status, String problem, String pointer) throws Exception {
        String id = order("ENABLE", "2999-01-01T00:00:00Z");
        post("cis", CANCEL, body.replace("@O", id)).refused(status, problem, pointer);
        assertThat(get("cis", CANCEL + "?serviceOrder.id=" + id).body()).isEmpty();
    }

    @Test
    void hidesTasksAndOrdersOfAForeignDivision() throws Exception {
        String id = order("ENABLE", "2999-01-01T00:00:00Z");
        post("cis-south", CANCEL, "{\"serviceOrder\":{\"id\":\"" + id + "\"}}")
                .refused(422, "unknown-service-order", "/serviceOrder/id");
        send("cis-south", "PATCH", ORDERS + "/" + id, "{\"priority\":\"0\"}").refused(404, "not-found", "");
        String task = post("cis", CANCEL, "{\"serviceOrder\":{\"id\":\"" + id + "\"}}")
                .is(201)
                .at("/href");
        get("cis-south", task).refused(404, "not-found", "");
        assertThat(get("cis-south", CANCEL + "?serviceOrder.id=" + id).is(200).body())
                .isEmpty();
        post("dispatcher", CANCEL, "{}").refused(403, "forbidden", "");
        get("dispatcher", task).is(200);
    }

    @Test
    void amendsWhatCanBeAmended() throws Exception {
        String id = order("ENABLE", "2999-01-01T00:00:00Z");
        Answer amended = send("cis", "PATCH", ORDERS + "/" + id, """
                {"priority":"0","requestedStartDate":"2998-01-01T00:00:00Z","note":[{"text":"Ring twice"}],"@type":"ServiceOrder",
                 "relatedParty":[{"role":"customer","name":"Another Person","contactMedium":[{"mediumType":"phone","characteristic":{"phoneNumber":"+461"}}]}]}
                """).is(200);
        assertThat(amended.at("/priority")).isEqualTo("0");
        Answer flat = get("cis", FLAT + "/" + id);
        assertThat(flat.at("/priority")).isEqualTo("100");
        assertThat(flat.at("/requestedDate")).isEqualTo("2998-01-01T00:00:00Z");
        assertThat(flat.at("/notes")).isEqualTo("Ring twice");
        assertThat(send("cis", "PATCH", ORDERS + "/" + id, "{\"note\":[]}")
                        .is(200)
                        .body()
                        .has("note"))
                .isFalse();
        assertThat(get("cis", FLAT + "/" + id + "/events").body().findValuesAsText("milestone"))
                .contains("AMENDED");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"category":"CUT"}                            | 422 | not-amendable   | /category
            {"state":"cancelled"}                         | 422 | not-amendable   | /state
            {"externalReference":[{"id":"x"}]}            | 422 | not-amendable   | /externalReference
            {"serviceOrderItem":[{"service":{"serviceCharacteristic":[{"name":"servicePointId","value":"x"}]}}]} | 422 | not-amendable | /serviceOrderItem/0/service/serviceCharacteristic/0/value
            {"serviceOrderItem":[{"service":{"serviceCharacteristic":[{"name":"collection.paid","value":true}]}}]} | 422 | not-amendable | /serviceOrderItem/0/service/serviceCharacteristic/0/value
            {"serviceOrderItem":[{"service":{"serviceCharacteristic":[{"name":"collection.paid","value":"x"}]}}]} | 400 | invalid-request | /serviceOrderItem/0/service/serviceCharacteristic/0/value
            {"requestedStartDate":"soon"}                 | 400 | invalid-request | /requestedStartDate
            {"priority":"7"}                              | 400 | invalid-request | /priority
            {"priority":1}                                | 400 | invalid-request | /priority
            {"note":[{"text":"a"},{"text":"b"}]}          | 400 | invalid-request | /note/1
            {"note":"a"}                                  | 400 | invalid-request | /note
            {"relatedParty":[{"role":"boss"}]}            | 400 | invalid-request | /relatedParty/0/role
            {"colour":"red"}                              | 400 | invalid-request | /colour
            []                                            | 400 | invalid-request | ''
            """)
    void refusesAmendmentsThatCannotBe(String body, int status, String problem, String pointer) throws Exception {
        String id = order("ENABLE", "2999-01-01T00:00:00Z");
        var before = get("cis", ORDERS + "/" + id).body();
        send("cis", "PATCH", ORDERS + "/" + id, body).refused(status, problem, pointer);
        assertThat(get("cis", ORDERS + "/" + id).body()).isEqualTo(before);
    }

    @Test
    void refusesToAmendWhatHasEnded() throws Exception {
        String id = order("ENABLE", "2999-01-01T00:00:00Z");
        post("cis", CANCEL, "{\"serviceOrder\":{\"id\":\"" + id + "\"}}").is(201);
        run();
        for (String body : List.of("{\"priority\":\"0\"}", "{\"note\":[{\"text\":\"x\"}]}")) {
            send("cis", "PATCH", ORDERS + "/" + id, body).refused(409, "already-ended", "");
        }
    }

    private String order(String category, String date) throws Exception {
        return post("cis", ORDERS, """
                        {"externalId":"%s","category":"%s",%s"serviceOrderItem":[{"id":"1","action":"add","service":{"serviceCharacteristic":[
                          {"name":"servicePointId","value":"%s"}]}}]}
                        """.formatted(
                                newId("TMF"),
                                category,
                                date == null ? "" : "\"requestedStartDate\":\"" + date + "\",",
                                point("north")))
                .is(201)
                .at("/id");
    }
}
