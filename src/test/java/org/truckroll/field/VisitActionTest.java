// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** The visits and their modes as the paper lists them, and the forms that offer them (service-orders 7.7). */
class VisitActionTest {

    @ParameterizedTest
    @CsvSource({
        "CONNECT_SP_AT_SOURCE_AND_INSTALL,      -, INSTALLED CONNECTED_AT_SOURCE",
        "CONNECT_SP_AT_METER_AND_INSTALL,       CONNECT_SP_AT_DEVICE_AND_INSTALL, INSTALLED CONNECTED_AT_METER",
        "INSTALL_METER,                         INSTALL_DEVICE, INSTALLED",
        "CONNECT_SP_AT_SOURCE_AND_TURN_ON,      -, TURNED_ON CONNECTED_AT_SOURCE",
        "CONNECT_SP_AT_METER_AND_TURN_ON,       CONNECT_SP_AT_DEVICE_AND_TURN_ON, TURNED_ON CONNECTED_AT_METER",
        "CONNECT_SP_AT_SOURCE,                  -, CONNECTED_AT_SOURCE TURNED_ON",
        "CONNECT_SP_AT_METER,                   CONNECT_SP_AT_DEVICE, CONNECTED_AT_METER TURNED_ON",
        "TURN_ON_METER,                         TURN_ON_ITEM, TURNED_ON",
        "TURN_OFF_METER,                        TURN_OFF_ITEM, TURNED_OFF OFF_AT_METER OFF_AT_SOURCE SLEEVED",
        "READ_METER,                            -, READ",
        "CUT_FOR_NON_PAYMENT,                   CUT_ITEM_FOR_NON_PAYMENT, OFF_AT_SWITCH OFF_AT_METER OFF_AT_SOURCE SLEEVED REMOVED PAID_AT_DOOR",
        "RECONNECT_FOR_PAYMENT,                 RECONNECT_ITEM_FOR_PAYMENT, TURNED_ON CONNECTED_AT_SOURCE CONNECTED_AT_METER",
        "DISCONNECT_SP_AT_SOURCE,               -, OFF_AT_SOURCE PAID_AT_DOOR",
        "DISCONNECT_SP_AT_SOURCE_AND_REMOVE,    -, REMOVED OFF_AT_SOURCE",
        "REMOVE_METER,                          REMOVE_DEVICE, REMOVED",
        "EXCHANGE_METER,                        EXCHANGE_DEVICE, EXCHANGED",
        "SERVICE_INVESTIGATION,                 -, INVESTIGATED",
        "DISCONNECT_WARNING,                    -, WARNED PAID_AT_DOOR",
    })
    void knowsTheVisitsOfThePaper(String visit, String twin, String modes) throws IOException {
        for (String action : twin.equals("-") ? List.of(visit) : List.of(visit, twin)) {
            VisitAction known = VisitAction.get(action);
            assertThat(known.modes()).extracting(Enum::name).containsExactly(modes.split(" "));
            assertThat(known.name()).isNotBlank();
            for (String order : List.of("CUT", "DISABLE")) {
                for (Supply supply : Supply.values()) {
                    offersJustTheLegalModes(known, order, supply);
                }
            }
        }
    }

    @Test
    void callsTheLookOfAMaintenanceByItsName() {
        VisitAction look = VisitAction.get("SERVICE_INVESTIGATION");
        assertThat(look.work("MAINTAIN")).isEqualTo("Maintain the device");
        assertThat(look.work("INVESTIGATE")).isEqualTo("Investigate the service point");
    }

    /** A warning and a cut come up in a CUT only; elsewhere REST refuses PAID_AT_DOOR. */
    private static void offersJustTheLegalModes(VisitAction visit, String order, @Nullable Supply supply)
            throws IOException {
        boolean cutOnly = visit.action().startsWith("CUT_") || visit.action().equals("DISCONNECT_WARNING");
        if (cutOnly && !order.equals("CUT")) {
            return;
        }
        List<String> expected = new ArrayList<>(
                visit.modes(order, supply).stream().map(Enum::name).toList());
        Arrays.stream(VisitReport.Reason.values()).map(Enum::name).forEach(expected::add);
        assertThat(offered(visit.form(order, supply)))
                .as("%s of %s at %s in %s", visit.action(), order, supply, visit.form(order, supply))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> offered(String form) throws IOException {
        JsonNode file =
                new ObjectMapper().readTree(Path.of("forms", form + ".form").toFile());
        for (JsonNode component : file.path("components")) {
            if (component.path("key").asText().equals("result")) {
                return component.path("values").findValuesAsText("value");
            }
        }
        throw new AssertionError("No result in " + form);
    }

    @Test
    void onlyWhatIsOpenIsReconnected() {
        VisitAction visit = VisitAction.get("RECONNECT_FOR_PAYMENT");
        assertThat(visit.modes("RECONNECT", Supply.ON)).containsExactly(VisitAction.Mode.TURNED_ON);
        assertThat(visit.modes("RECONNECT", Supply.OFF_SOURCE))
                .containsExactly(VisitAction.Mode.TURNED_ON, VisitAction.Mode.CONNECTED_AT_SOURCE);
        assertThat(visit.modes("RECONNECT", Supply.OFF_METER))
                .containsExactly(VisitAction.Mode.TURNED_ON, VisitAction.Mode.CONNECTED_AT_METER);
        assertThat(visit.modes("RECONNECT", null)).containsExactly(VisitAction.Mode.TURNED_ON);
    }

    @Test
    void onlyACutIsPaidAtTheDoor() {
        VisitAction visit = VisitAction.get("DISCONNECT_SP_AT_SOURCE");
        assertThat(visit.modes("CUT", Supply.ON)).contains(VisitAction.Mode.PAID_AT_DOOR);
        assertThat(visit.modes("DISABLE", Supply.ON)).containsExactly(VisitAction.Mode.OFF_AT_SOURCE);
        assertThat(visit.form("CUT", Supply.ON)).isEqualTo("visit-disconnect-cut");
        assertThat(visit.form("DISABLE", Supply.ON)).isEqualTo("visit-disconnect");
    }
}
