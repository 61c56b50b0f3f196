// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClosurePropertiesTest {

    @Test
    void prefersTheClientsOwnSecret() {
        assertThat(properties("all", Map.of("cis", "own")).secretOf("cis")).isEqualTo("own");
        assertThat(properties("all", Map.of("cis", "own")).secretOf("other")).isEqualTo("all");
        assertThat(properties(null, Map.of("cis", "own")).secretOf("other")).isNull();
        assertThat(properties(" ", Map.of()).secretOf("cis")).isNull();
    }

    @Test
    void stopsTheStartForASecretThatCannotSign() {
        assertThatThrownBy(() -> properties("whsec_%", Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> properties(null, Map.of("cis", "whsec_%")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverPrintsSecrets() {
        assertThat(properties("all-secret", Map.of("cis", "own-secret")).toString())
                .doesNotContain("secret=", "-secret");
    }

    private static ClosureProperties properties(@Nullable String secret, Map<String, String> secrets) {
        return new ClosureProperties(
                List.of(), Duration.ofHours(1), Duration.ofHours(24), Duration.ofSeconds(10), secret, secrets);
    }
}
