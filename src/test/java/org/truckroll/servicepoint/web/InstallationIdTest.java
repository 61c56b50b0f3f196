// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallationIdTest {

    @Test
    void acceptsTheNumberThatWasProven() {
        assertThat(InstallationId.valid("735999114007468438")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "735999114007468439",
                "735999114007468348",
                "73599911400746843",
                "7359991140074684380",
                "73599911400746843X",
                "７35999114007468438",
                ""
            })
    void refusesATypo(String text) {
        assertThat(InstallationId.valid(text)).isFalse();
    }

    @Test
    void noticesEveryWrongDigit() {
        String right = "735999114007468438";
        for (int i = 0; i < right.length(); i++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                if (digit != right.charAt(i)) {
                    String wrong = right.substring(0, i) + digit + right.substring(i + 1);
                    assertThat(InstallationId.valid(wrong)).as(wrong).isFalse();
                }
            }
        }
    }
}
