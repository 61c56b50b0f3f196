// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a name counts when it is searched (PTT-23, CALL-09). */
class CustomerKeysTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Åsa Öberg                | asa oberg
            ÅSA  öberg               | asa oberg
            Łukasz Żółć              | lukasz zolc
            João da Conceição        | joao da conceicao
            O'Neill, Seán            | o neill sean
            Müller-Straße            | muller strasse
            Søren Kjær               | soren kjaer
            İpek Işık                | ipek isik
            王小明                    | 王小明
            Ａｎｎａ                  | anna
            anna ANNA Anna           | anna
            Flat 7b                  | flat 7b
            """)
    void caseAccentsAndPunctuationDoNotCount(String name, String words) {
        assertThat(CustomerKeys.words(name)).containsExactlyElementsOf(List.of(words.split(" ")));
    }

    @Test
    void nothingToSearchGivesNoWords() {
        assertThat(CustomerKeys.words(null)).isEmpty();
        assertThat(CustomerKeys.words(" -,.' ")).isEmpty();
    }

    @Test
    void longNamesKeepTheirBeginning() {
        assertThat(CustomerKeys.words("x".repeat(100))).containsExactly("x".repeat(60));
        assertThat(CustomerKeys.words("a b c d e f g h i j k l m n")).hasSize(12);
    }

    /** The database compares bytes: what begins with a word lies between its key and the one after. */
    @Test
    void wordsThatBeginAlikeLieInOneRange() {
        byte[] low = CustomerKeys.key("sö");
        byte[] high = CustomerKeys.after("sö");
        for (String within : List.of("sö", "söa", "sözz", "sö王", "sö\uD83D\uDE00")) {
            assertThat(Arrays.compareUnsigned(CustomerKeys.key(within), low))
                    .as(within)
                    .isNotNegative();
            assertThat(Arrays.compareUnsigned(CustomerKeys.key(within), high))
                    .as(within)
                    .isNegative();
        }
        for (String outside : List.of("s", "sp", "so", "t", "s王")) {
            boolean in = Arrays.compareUnsigned(CustomerKeys.key(outside), low) >= 0
                    && Arrays.compareUnsigned(CustomerKeys.key(outside), high) < 0;
            assertThat(in).as(outside).isFalse();
        }
    }
}
