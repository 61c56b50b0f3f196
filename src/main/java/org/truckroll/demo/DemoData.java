// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.demo;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.truckroll.closure.Subscriptions;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.people.Caller;
import org.truckroll.people.OnCall;
import org.truckroll.people.OnCallDesk;
import org.truckroll.people.People;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.Capabilities;
import org.truckroll.servicepoint.Device.Commission;
import org.truckroll.servicepoint.Device.Condition;
import org.truckroll.servicepoint.Device.Kind;
import org.truckroll.servicepoint.Device.Register;
import org.truckroll.servicepoint.Device.SwitchControl;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoint.Supply;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;

/** Fills an empty demo: once, so that what a newcomer did is still there after a restart. */
@Component
@Profile("demo")
class DemoData {

    private static final Logger log = LoggerFactory.getLogger(DemoData.class);
    private static final String SCALAR = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
    private static final String FIRST_ORDER =
            "{\"externalId\":\"SR-1\",\"type\":\"ENABLE\",\"servicePointId\":\"SP-DEMO-1\",\"reason\":\"MOVE_IN\"}";
    private static final String CIS = "/simulator/cis/answers";

    private final ServicePoints points;
    private final People people;
    private final OnCallDesk onCall;
    private final Subscriptions subscriptions;
    private final PublicAddress address;
    private final Clock clock;

    DemoData(
            ServicePoints points,
            People people,
            OnCallDesk onCall,
            Subscriptions subscriptions,
            PublicAddress address,
            Clock clock) {
        this.points = points;
        this.people = people;
        this.onCall = onCall;
        this.subscriptions = subscriptions;
        this.address = address;
        this.clock = clock;
    }

    @Order(1)
    @EventListener(ApplicationReadyEvent.class)
    void fill() {
        String cis = address.of(CIS).toString();
        for (String id : List.of("cis", "cis-south")) {
            people.client(id)
                    .filter(client -> !cis.equals(client.replyTo()))
                    .ifPresent(client -> people.putClient(new People.ApiClient(
                            id, client.secretHash(), client.divisions(), client.headEnds(), cis, client.enabled())));
        }
        if (points.find("SP-DEMO-1").isEmpty()) {
            callOperators();
        }
        point("SP-DEMO-1", "north", "north.city.hill", "Påhittade gatan 1", Supply.ON, null);
        point("SP-DEMO-2", "north", "north.city.hill", "Påhittade gatan 2", Supply.ON, smart("M-DEMO-2"));
        point("SP-DEMO-3", "north", "north.city.lake", "Påhittade gatan 3", Supply.ON, manual("M-DEMO-3"));
        point("SP-DEMO-4", "north", "north.city.lake", "Påhittade gatan 4", Supply.OFF_SOURCE, manual("M-DEMO-4"));
        point("SP-SOUTH-1", "south", "south.town", "Hittepåvägen 1", Supply.ON, null);
        if (people.client("cis").isPresent()) {
            subscribe(cis);
        }
    }

    /** So that an event alerts somebody from the first minute: one at the first step, another one behind. */
    private void callOperators() {
        Caller keeper = new Caller(
                "people-admin", Caller.Kind.PERSON, Set.of(People.PEOPLE_ADMINS + "north"), Set.of("north"), Set.of());
        onCall.put("north", "oncall", new OnCallDesk.Wish(1, OnCall.Mode.ACTIVE, null), keeper);
        onCall.put("north", "oncall2", new OnCallDesk.Wish(2, OnCall.Mode.ACTIVE, null), keeper);
    }

    private void subscribe(String callback) {
        Caller caller =
                new Caller("cis", Caller.Kind.CLIENT, Set.of(People.API_CLIENTS), Set.of("north", "south"), Set.of());
        if (subscriptions.of(caller, Page.Request.of(1, null)).isEmpty()) {
            subscriptions.subscribe(
                    caller,
                    new Subscriptions.Wish(
                            callback,
                            List.of("ServiceOrderStateChange", "Milestone", "Jeopardy", "ServicePointChange"),
                            null,
                            null,
                            "demo-secret"));
        }
    }

    private void point(String id, String division, String area, String street, Supply supply, @Nullable Device device) {
        if (points.find(id).isPresent()) {
            return;
        }
        points.add(
                new ServicePoint(
                        id,
                        division,
                        ServicePoint.Category.METER,
                        ServicePoint.Commodity.ELECTRICITY,
                        ServicePoint.Status.ACTIVE,
                        supply,
                        null,
                        area,
                        ZoneId.of("Europe/Stockholm"),
                        new ServicePoint.Address(street, "00000", "Exempelstad", "Exemplet 1:1", null),
                        ServicePoint.Flags.NONE,
                        null,
                        3,
                        device,
                        null,
                        clock.instant(),
                        clock.instant(),
                        0),
                ServicePoints.Source.caller("demo"));
        if (device != null && device.smart()) {
            RestClient.create(address.of("").toString())
                    .put()
                    .uri("/simulator/head-end/meters/" + device.id())
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of("enrolled", true, "switch", "OFF", "reading", "57.0"))
                    .retrieve()
                    .toBodilessEntity();
        }
    }

    private static Device smart(String id) {
        return new Device(
                id,
                Kind.SMART,
                Condition.OK,
                Commission.COMMISSIONED,
                SwitchPosition.OFF,
                new Capabilities(SwitchControl.REMOTE, true, false, true, null),
                "simulator",
                id,
                List.of(new Register("1", Device.RegisterKind.SCALAR, SCALAR, null, null)),
                null);
    }

    private static Device manual(String id) {
        return new Device(
                id,
                Kind.MANUAL,
                Condition.OK,
                null,
                SwitchPosition.OFF,
                null,
                null,
                null,
                List.of(new Register("1", Device.RegisterKind.SCALAR, SCALAR, null, null)),
                null);
    }

    /** After everything else, so that these are the last lines a newcomer sees. */
    @Order(Ordered.LOWEST_PRECEDENCE)
    @EventListener(ApplicationReadyEvent.class)
    void greet() {
        String base = address.of("").toString();
        log.info("""
                Truckroll is ready.

                  Tasklist   {}/camunda/app/tasklist/   crew/demo, dispatcher/demo, operator/demo, admin/demo
                  API page   {}/swagger-ui.html         cis/demo
                  Answers    {}/simulator/cis/answers   what the simulated CIS was told
                  Messages   {}/simulator/messages      what people were sent

                Start a service where a smart meter will be installed:

                  curl -u cis:demo -H 'Content-Type: application/json' {}/api/v1/service-orders \\
                    -d '{}'

                Then log in to Tasklist as crew, sign the task "Install the meter" and complete it.
                """, base, base, base, base, base, FIRST_ORDER);
    }
}
