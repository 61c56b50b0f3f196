// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.serviceorder.TmfServiceOrder;

/** The profile of TMF641 as a partner sees it (service-orders 4.1 and 9; SOM-03, SOM-04). */
class TmfServiceOrderContractTest extends TmfServer {

    private static final String FULL = """
            {"externalId":"%s","category":"ENABLE","priority":"1","requestedStartDate":"2999-01-01T08:00:00+01:00",
             "note":[{"id":"1","text":"Ring the bell"}],
             "relatedParty":[{"id":"4711","role":"customer","name":"Invented Person","@referredType":"Individual","@type":"RelatedParty",
               "contactMedium":[{"mediumType":"phone","characteristic":{"phoneNumber":"+46700000000"}},
                                {"mediumType":"email","characteristic":{"emailAddress":"invented@example.org"}}]}],
             "serviceOrderItem":[{"id":"1","action":"add","@type":"ServiceOrderItem","service":{"@type":"Service","serviceCharacteristic":[
               {"name":"servicePointId","valueType":"string","value":"%s"},
               {"name":"permanent","valueType":"boolean","value":true},
               {"name":"reason","value":"MOVE_IN"},
               {"name":"collection","valueType":"object","value":{"@type":"Collection","amountDue":"12.50","currency":"SEK","noticeGivenAt":"2026-11-01"}},
               {"name":"replyTo","value":"http://127.0.0.1:9/answers"}]}}],
             "@type":"ServiceOrder","@baseType":"ServiceOrder","@schemaLocation":"https://example.org/x.json","href":"x"}
            """;

    private static final String SMALL = """
            {"externalId":"%s","category":"ENABLE","serviceOrderItem":[{"id":"1","action":"add","service":{"serviceCharacteristic":[
              {"name":"servicePointId","value":"%s"}]}}]}
            """;

    @Test
    void keepsTheSameOrderInBothForms() throws Exception {
        String point = point("north");
        String externalId = newId("TMF");
        Answer made = post("cis", ORDERS, FULL.formatted(externalId, point)).is(201);
        String id = made.at("/id");
        assertThat(made.header("Location")).isEqualTo(ORDERS + "/" + id).isEqualTo(made.at("/href"));

        Answer flat = get("cis", FLAT + "/" + id).is(200);
        assertThat(flat.at("/externalId")).isEqualTo(externalId);
        assertThat(flat.at("/requester")).isEqualTo("cis");
        assertThat(flat.at("/type")).isEqualTo("ENABLE");
        assertThat(flat.at("/servicePointId")).isEqualTo(point);
        assertThat(flat.at("/state")).isEqualTo("pending");
        assertThat(flat.at("/reason")).isEqualTo("MOVE_IN");
        assertThat(flat.at("/requestedDate")).isEqualTo("2999-01-01T07:00:00Z");
        assertThat(flat.at("/priority")).isEqualTo("75");
        assertThat(flat.at("/permanent")).isEqualTo("true");
        assertThat(flat.at("/notes")).isEqualTo("Ring the bell");

        Answer tmf = get("cis", ORDERS + "/" + id).is(200);
        assertThat(tmf.at("/externalId")).isEqualTo(externalId);
        assertThat(tmf.at("/externalReference/0/id")).isEqualTo(externalId);
        assertThat(tmf.at("/category")).isEqualTo("ENABLE");
        assertThat(tmf.at("/priority")).isEqualTo("1");
        assertThat(tmf.at("/state")).isEqualTo("pending");
        assertThat(tmf.at("/requestedStartDate")).isEqualTo("2999-01-01T07:00:00Z");
        assertThat(tmf.at("/orderDate")).isEqualTo(flat.at("/createdAt"));
        assertThat(tmf.at("/note/0/text")).isEqualTo("Ring the bell");
        assertThat(tmf.at("/relatedParty/0/id")).isEqualTo("cis");
        assertThat(tmf.at("/relatedParty/0/role")).isEqualTo("requester");
        assertThat(tmf.at("/serviceOrderItem/0/action")).isEqualTo("add");
        assertThat(tmf.at("/serviceOrderItem/0/state")).isEqualTo("pending");
        assertThat(tmf.at("/@type")).isEqualTo("ServiceOrder");
        assertThat(characteristic(tmf, "servicePointId")).isEqualTo(point);
        assertThat(characteristic(tmf, "permanent")).isEqualTo("true");
        assertThat(characteristic(tmf, "division")).isEqualTo("north");
        assertThat(tmf.raw().body())
                .contains("\"amountDue\":\"12.50\"")
                .doesNotContain("Invented Person", "+467", "invented@example.org", "answers");
    }

    @Test
    void showsWhatTheOrderDid() throws Exception {
        String id = post("cis", ORDERS, SMALL.formatted(newId("TMF"), point("north")))
                .is(201)
                .at("/id");
        run();
        Answer flat = get("cis", FLAT + "/" + id);
        Answer tmf = get("cis", ORDERS + "/" + id);
        assertThat(flat.at("/activities/0/action")).isEqualTo("INSTALL_METER");
        assertThat(tmf.at("/state")).isEqualTo(flat.at("/state")).isEqualTo("inProgress");
        assertThat(tmf.at("/startDate")).isEqualTo(flat.at("/activities/0/createdAt"));
        assertThat(tmf.at("/milestone/0/name"))
                .isEqualTo(flat.at("/milestones/0/name"))
                .isEqualTo("INSTALL_METER_STARTED");
        assertThat(tmf.at("/milestone/0/milestoneDate")).isEqualTo(flat.at("/milestones/0/at"));
        assertThat(tmf.at("/milestone/0/status")).isEqualTo("completed");
    }

    @Test
    void staysOneOrderHoweverOftenAndInWhateverFormItIsSent() throws Exception {
        String point = point("north");
        String externalId = newId("TMF");
        String id =
                post("cis", ORDERS, SMALL.formatted(externalId, point)).is(201).at("/id");
        Answer again = post("cis", ORDERS, SMALL.formatted(externalId, point)).is(200);
        assertThat(again.at("/id")).isEqualTo(id);
        assertThat(again.header("Location")).isEqualTo(ORDERS + "/" + id);
        Answer flat = post(
                        "cis",
                        FLAT,
                        "{\"externalId\":\"%s\",\"type\":\"ENABLE\",\"servicePointId\":\"%s\"}"
                                .formatted(externalId, point))
                .is(200);
        assertThat(flat.at("/id")).isEqualTo(id);

        Answer other = post(
                "cis",
                ORDERS,
                SMALL.replace("\"ENABLE\",", "\"ENABLE\",\"priority\":\"0\",").formatted(externalId, point));
        other.refused(409, "external-id-reused", "");
        assertThat(other.at("/conflictsWith")).isEqualTo(id);
    }

    @Test
    void honoursAnIdempotencyKey() throws Exception {
        String body = SMALL.formatted(newId("TMF"), point("north"));
        String key = newId("key");
        String id = send("cis", "POST", ORDERS, body, "Idempotency-Key", key)
                .is(201)
                .at("/id");
        assertThat(send("cis", "POST", ORDERS, body, "Idempotency-Key", key)
                        .is(200)
                        .at("/id"))
                .isEqualTo(id);
        send("cis", "POST", ORDERS, SMALL.formatted(newId("TMF"), point("north")), "Idempotency-Key", key)
                .refused(409, "idempotency-key-reused", "");
        send("cis", "POST", ORDERS, body, "Idempotency-Key", "k".repeat(201)).refused(400, "invalid-request", "");
    }

    @Test
    void refusesADuplicateAsTheOtherDoorDoes() throws Exception {
        String point = point("north");
        String id = post(
                        "cis",
                        FLAT,
                        "{\"externalId\":\"%s\",\"type\":\"ENABLE\",\"servicePointId\":\"%s\"}"
                                .formatted(newId("TMF"), point))
                .is(201)
                .at("/id");
        Answer second = post("cis", ORDERS, SMALL.formatted(newId("TMF"), point));
        second.refused(409, "duplicate-order", "");
        assertThat(second.at("/conflictsWith")).isEqualTo(id);
    }

    @Test
    void takesTheExternalReferenceForTheExternalId() throws Exception {
        String externalId = newId("TMF");
        String body = """
                {"externalReference":[{"id":"%s","name":"%s","externalReferenceType":"crm"}],"category":"ENABLE",
                 "serviceOrderItem":[{"id":"1","action":"add","service":{"serviceCharacteristic":[{"name":"servicePointId","value":"%s"}]}}]}
                """.formatted(externalId, externalId, point("north"));
        assertThat(post("cis", ORDERS, body).is(201).at("/externalId")).isEqualTo(externalId);
    }

    @Test
    void takesThePastDueDetailsOneByOne() throws Exception {
        String body = SMALL.formatted(newId("TMF"), point("north")).replace("}]}}]}", """
                        },{"name":"collection.amountDue","value":"7.00"},{"name":"collection.currency","value":"SEK"},
                        {"name":"collection.disputed","value":true}]}}]}
                        """);
        Answer made = post("cis", ORDERS, body).is(201);
        assertThat(made.raw().body())
                .contains(
                        "\"amountDue\":\"7.00\",\"currency\":\"SEK\",\"paid\":false,\"arrangement\":false,\"disputed\":true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "externalId":"@X"                | "externalID":"@X"                       | 400 | invalid-request       | /externalID
            "externalId":"@X",               | ''                                      | 400 | invalid-request       | /externalId
            "externalId":"@X"                | "externalId":7                          | 400 | invalid-request       | /externalId
            "externalId":"@X"                | "externalId":"@X","state":"completed"   | 400 | invalid-request       | /state
            "externalId":"@X"                | "externalId":"@X","description":"x"     | 400 | invalid-request       | /description
            "externalId":"@X"                | "externalId":"@X","priority":"5"        | 400 | invalid-request       | /priority
            "externalId":"@X"                | "externalId":"@X","priority":"high"     | 400 | invalid-request       | /priority
            "externalId":"@X"                | "externalId":"@X","requestedStartDate":"tomorrow" | 400 | invalid-request | /requestedStartDate
            "externalId":"@X"                | "externalId":"@X","externalReference":[{"id":"other"}] | 400 | invalid-request | /externalReference/0/id
            "externalId":"@X"                | "externalId":"@X","note":[{"text":"a"},{"text":"b"}] | 400 | invalid-request | /note/1
            "externalId":"@X"                | "externalId":"@X","note":[{"author":"a"}] | 400 | invalid-request | /note/0/author
            "externalId":"@X"                | "externalId":"@X","relatedParty":[{"role":"boss"}] | 400 | invalid-request | /relatedParty/0/role
            "externalId":"@X"                | "externalId":"@X","relatedParty":[{"role":"customer","contactMedium":[{"mediumType":"fax"}]}] | 400 | invalid-request | /relatedParty/0/contactMedium/0
            "category":"ENABLE",             | ''                                      | 400 | invalid-request       | /category
            "category":"ENABLE","serviceOrderItem":[{"id":"1","action":"add" | "category":"PAINT","serviceOrderItem":[{"id":"1","action":"modify" | 422 | unknown-type | /category
            "action":"add"                   | "action":"delete"                       | 400 | invalid-request       | /serviceOrderItem/0/action
            "action":"add"                   | "action":"add","quantity":2             | 400 | invalid-request       | /serviceOrderItem/0/quantity
            "service":{"serviceCharacteristic":[{"name":"servicePointId","value":"@P"}]} | "state":"held" | 400 | invalid-request | /serviceOrderItem/0/state
            {"name":"servicePointId","value":"@P"} | ''                                | 400 | invalid-request       | /serviceOrderItem/0/service/serviceCharacteristic
            "value":"@P"                     | "value":"NOWHERE"                       | 422 | unknown-service-point | /serviceOrderItem/0/service/serviceCharacteristic/0/value
            "value":"@P"                     | "value":7                               | 400 | invalid-request       | /serviceOrderItem/0/service/serviceCharacteristic/0/value
            "value":"@P"                     | "value":null                            | 400 | invalid-request       | /serviceOrderItem/0/service/serviceCharacteristic/0/value
            "value":"@P"}                    | "value":"@P"},{"name":"color","value":"x"} | 400 | invalid-request    | /serviceOrderItem/0/service/serviceCharacteristic/1/name
            "value":"@P"}                    | "value":"@P"},{"name":"servicePointId","value":"x"} | 400 | invalid-request | /serviceOrderItem/0/service/serviceCharacteristic/1/name
            "value":"@P"}                    | "value":"@P"},{"name":"permanent","value":"yes"} | 400 | invalid-request | /serviceOrderItem/0/service/serviceCharacteristic/1/value
            "value":"@P"}                    | "value":"@P"},{"name":"collection","value":{"due":1}} | 400 | invalid-request | /serviceOrderItem/0/service/serviceCharacteristic/1/value/due
            "value":"@P"}                    | "value":"@P"},{"name":"collection.paid","value":"x"} | 400 | invalid-request | /serviceOrderItem/0/service/serviceCharacteristic/1/value
            "value":"@P"}                    | "value":"@P"},{"name":"collection.amountDue","value":"-1"} | 400 | invalid-request | /serviceOrderItem/0/service/serviceCharacteristic/1/value
            "value":"@P"}                    | "value":"@P"},{"name":"collection","value":{"paid":true}},{"name":"collection.paid","value":true} | 400 | invalid-request | /serviceOrderItem/0/service/serviceCharacteristic/2/name
            "value":"@P"}                    | "value":"@P"},{"name":"replyTo","value":"ftp://x"} | 422 | callback-refused | /serviceOrderItem/0/service/serviceCharacteristic/1/value
            """)
    void refusesWhatIsNotOfTheProfile(String good, String bad, int status, String problem, String pointer)
            throws Exception {
        String template = """
                {"externalId":"@X","category":"ENABLE","serviceOrderItem":[{"id":"1","action":"add",\
                "service":{"serviceCharacteristic":[{"name":"servicePointId","value":"@P"}]}}]}
                """;
        assertThat(template).contains(good);
        String externalId = newId("TMF");
        String body = template.replace(good, bad).replace("@X", externalId).replace("@P", point("north"));
        post("cis", ORDERS, body).refused(status, problem, pointer);
        assertThat(get("cis", ORDERS + "?externalId=" + externalId).body()).isEmpty();
    }

    @Test
    void hasExactlyOneItem() throws Exception {
        post("cis", ORDERS, "{\"externalId\":\"x\",\"category\":\"ENABLE\"}")
                .refused(400, "invalid-request", "/serviceOrderItem");
        post("cis", ORDERS, "{\"externalId\":\"x\",\"category\":\"ENABLE\",\"serviceOrderItem\":[{},{}]}")
                .refused(400, "invalid-request", "/serviceOrderItem");
        post("cis", ORDERS, "{\"externalId\":\"x\",\"category\":\"ENABLE\",\"serviceOrderItem\":[null]}")
                .refused(400, "invalid-request", "/serviceOrderItem/0/service");
        post("cis", ORDERS, "{").refused(400, "invalid-request", "");
    }

    @Test
    void hidesWhatIsOfAForeignDivision() throws Exception {
        String point = point("north");
        String externalId = newId("TMF");
        String id =
                post("cis", ORDERS, SMALL.formatted(externalId, point)).is(201).at("/id");
        get("cis-south", ORDERS + "/" + id).refused(404, "not-found", "");
        assertThat(get("cis-south", ORDERS + "?externalId=" + externalId)
                        .is(200)
                        .body())
                .isEmpty();
        post("cis-south", ORDERS, SMALL.formatted(newId("TMF"), point))
                .refused(422, "unknown-service-point", "/serviceOrderItem/0/service/serviceCharacteristic/0/value");
    }

    @Test
    void letsOnlyInWhoMay() throws Exception {
        String id = post("cis", ORDERS, SMALL.formatted(newId("TMF"), point("north")))
                .is(201)
                .at("/id");
        get("dispatcher", ORDERS + "/" + id).is(200);
        post("dispatcher", ORDERS, "{}").refused(403, "forbidden", "");
        get("crew", ORDERS + "/" + id).refused(403, "forbidden", "");
        get("nobody", ORDERS + "/" + id).refused(401, "unauthorized", "");
        get("cis", "/tmf-api/serviceOrdering/v3/serviceOrder").refused(403, "forbidden", "");
    }

    @Test
    void keepsOrders() throws Exception {
        String id = post("cis", ORDERS, SMALL.formatted(newId("TMF"), point("north")))
                .is(201)
                .at("/id");
        for (String login : List.of("cis", "admin")) {
            Answer refused = send(login, "DELETE", ORDERS + "/" + id, null);
            refused.refused(405, "method-not-allowed", "");
            assertThat(refused.header("Allow")).contains("GET");
            assertThat(refused.at("/detail")).contains("cancelServiceOrder");
        }
        send("dispatcher", "DELETE", ORDERS + "/" + id, null).refused(403, "forbidden", "");
        get("cis", ORDERS + "/" + id).is(200);
    }

    @Test
    void showsOnlyTheMembersAskedFor() throws Exception {
        String id = post("cis", ORDERS, SMALL.formatted(newId("TMF"), point("north")))
                .is(201)
                .at("/id");
        assertThat(names(
                        get("cis", ORDERS + "/" + id + "?fields=state,category").is(200)))
                .containsExactlyInAnyOrder("id", "href", "@type", "state", "category");
        assertThat(names(get("cis", ORDERS + "/" + id + "?fields=none").is(200)))
                .containsExactlyInAnyOrder("id", "href", "@type");
        assertThat(names(get("cis", ORDERS + "/" + id).is(200)))
                .contains(
                        "externalId",
                        "externalReference",
                        "category",
                        "priority",
                        "state",
                        "orderDate",
                        "relatedParty",
                        "serviceOrderItem");
        get("cis", ORDERS + "/" + id + "?fields=states").refused(400, "invalid-request", "");
        for (String field : TmfServiceOrder.FIELDS) {
            assertThat(names(get("cis", ORDERS + "/" + id + "?fields=" + field).is(200)))
                    .isSubsetOf("id", "href", "@type", field);
        }
    }

    @Test
    void listsInPages() throws Exception {
        List<String> made = new ArrayList<>();
        String point = point("north");
        for (int i = 0; i < 3; i++) {
            made.add(
                    0,
                    post("cis", ORDERS, SMALL.formatted(newId("TMF"), point("south")))
                            .is(201)
                            .at("/id"));
        }
        post("cis", ORDERS, SMALL.formatted(newId("TMF"), point)).is(201);

        Answer first = get("cis-south", ORDERS + "?limit=2&state=acknowledged&category=ENABLE&fields=state")
                .is(206);
        assertThat(first.header("X-Result-Count")).isEqualTo("2");
        assertThat(first.header("X-Total-Count")).isEqualTo("3");
        assertThat(first.header("Link"))
                .contains("offset=2")
                .contains("limit=2")
                .endsWith("rel=\"next\"");
        Answer second =
                get("cis-south", ORDERS + "?limit=2&offset=2&fields=state").is(200);
        assertThat(second.header("X-Result-Count")).isEqualTo("1");
        assertThat(second.header("Link")).isEmpty();
        List<String> listed = new ArrayList<>(first.body().findValuesAsText("id"));
        listed.addAll(second.body().findValuesAsText("id"));
        assertThat(listed).isEqualTo(made);

        Answer found = get("cis", ORDERS + "?servicePointId=" + point + "&requester=cis")
                .is(200);
        assertThat(found.body()).hasSize(1);
        assertThat(get("cis", ORDERS + "?servicePointId=" + point + "&orderDate.lt=2020-01-01T00:00:00Z")
                        .is(200)
                        .body())
                .isEmpty();
        assertThat(get("cis", ORDERS + "?servicePointId=" + point + "&orderDate.gte=2020-01-01T00:00:00Z")
                        .is(200)
                        .body())
                .hasSize(1);
        assertThat(get("cis", ORDERS + "?servicePointId=" + point + "&state=held")
                        .is(200)
                        .body())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0",
        "limit=501",
        "offset=-1",
        "offset=10001",
        "offset=x",
        "state=done",
        "colour=red",
        "orderDate.gte=x"
    })
    void refusesSearchesThatMakeNoSense(String query) throws Exception {
        get("cis", ORDERS + "?" + query).refused(400, "invalid-request", "");
    }

    @ParameterizedTest
    @CsvSource({"0,100", "1,75", "2,50", "3,25", "4,0"})
    void mapsThePriorityBothWays(String theirs, int ours) throws Exception {
        String body = SMALL.formatted(newId("TMF"), point("north"))
                .replace("\"ENABLE\",", "\"ENABLE\",\"priority\":\"" + theirs + "\",");
        Answer made = post("cis", ORDERS, body).is(201);
        assertThat(made.at("/priority")).isEqualTo(theirs);
        assertThat(get("cis", FLAT + "/" + made.at("/id")).at("/priority")).isEqualTo(String.valueOf(ours));
    }

    @ParameterizedTest
    @CsvSource({"100,0", "88,0", "87,1", "63,1", "62,2", "50,2", "38,2", "37,3", "13,3", "12,4", "0,4"})
    void roundsAPriorityToTheNearest(int ours, String theirs) {
        assertThat(TmfServiceOrder.priorityOf(ours)).isEqualTo(theirs);
    }

    @Test
    void isInTheOpenApi() throws Exception {
        Answer api = get("cis", "/v3/api-docs").is(200);
        assertThat(api.body()
                        .path("paths")
                        .path(ORDERS)
                        .path("post")
                        .at("/requestBody/content/application~1json/schema/$ref")
                        .asText())
                .endsWith("/TmfOrderRequest");
        assertThat(api.body().path("paths").path(ORDERS + "/{id}").has("get")).isTrue();
        assertThat(api.body()
                        .path("paths")
                        .path("/tmf-api/serviceOrdering/v4/hub")
                        .has("post"))
                .isTrue();
        assertThat(api.body()
                        .at("/components/schemas/TmfServiceOrder/properties")
                        .has("@type"))
                .isTrue();
    }

    private static List<String> names(Answer answer) {
        List<String> names = new ArrayList<>();
        answer.body().fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String characteristic(Answer answer, String name) {
        for (var one : answer.body().at("/serviceOrderItem/0/service/serviceCharacteristic")) {
            if (one.path("name").asText().equals(name)) {
                return one.path("value").asText();
            }
        }
        return "";
    }
}
