// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as people write them (CALL-09). */
class PhoneNumbersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            070-174 06 05         | SE | +46701740605
            +46 (0)70 174 06 05   | SE | +46701740605
            0046701740605         | SE | +46701740605
            +46701740605          | ZZ | +46701740605
            +46 70 174 06 05 ext 9| SE | +46701740605
            22 555 01 23          | PL | +48225550123
            070-174 06 05         | ZZ |
            call after five       | SE |
            07                    | SE |
            +999 123              | SE |
            """)
    void areBroughtIntoOneForm(String text, String country, String number) {
        assertThat(PhoneNumbers.e164(text, country).orElse(null)).isEqualTo(number);
    }

    @Test
    void countriesAreKnownByTheirTwoLetters() {
        assertThat(PhoneNumbers.knows("SE")).isTrue();
        assertThat(PhoneNumbers.knows(PhoneNumbers.NOWHERE)).isTrue();
        assertThat(PhoneNumbers.knows("Sweden")).isFalse();
        assertThat(PhoneNumbers.knows("se")).isFalse();
    }
}
