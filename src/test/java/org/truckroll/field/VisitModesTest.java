// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.truckroll.assessment.proof.VisitModes;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** The proof walks the modes that crews may report, no more and no less (service-orders 7.7). */
class VisitModesTest {

    @Test
    void proofKnowsVisitsAndModesOfThisRoom() {
        List<Supply> supplies = new ArrayList<>(Arrays.asList(Supply.values()));
        supplies.add(null);
        VisitModes.all().keySet().forEach(visit -> {
            for (String type : List.of("CUT", "RECONNECT", "ENABLE", "DISABLE")) {
                for (Supply supply : supplies) {
                    assertThat(VisitAction.get(visit).modes(type, supply).stream()
                                    .map(Enum::name))
                            .as("%s in a %s at %s", visit, type, supply)
                            .containsExactlyElementsOf(VisitModes.of(visit, type, supply));
                }
            }
        });
        assertThat(VisitAction.known())
                .containsExactlyInAnyOrderElementsOf(VisitModes.all().keySet());
    }
}
