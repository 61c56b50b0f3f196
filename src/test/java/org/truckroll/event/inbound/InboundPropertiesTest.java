// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class InboundPropertiesTest {

    private static InboundProperties ofText(int longest) {
        return new InboundProperties(
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                DataSize.ofMegabytes(25),
                longest,
                60,
                Map.of(),
                Map.of(),
                Map.of());
    }

    /** More letters than an event keeps would be cut without a word. */
    @Test
    void noMoreLettersArePromisedThanAreKept() {
        assertThat(ofText(200_000).maxText()).isEqualTo(200_000);
        assertThatThrownBy(() -> ofText(200_001)).hasMessageContaining("max-text 1000 to 200000");
    }
}
