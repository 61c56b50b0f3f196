// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an SMS costs (GSM 03.38; field-notes 2.5). */
class SmsTextTest {

    @ParameterizedTest
    @CsvSource({
        "a, 160, GSM-7, 1",
        "a, 161, GSM-7, 2",
        "a, 306, GSM-7, 2",
        "a, 307, GSM-7, 3",
        "ä, 160, GSM-7, 1",
        "€, 80, GSM-7, 1",
        "€, 81, GSM-7, 2",
        "ą, 70, UCS-2, 1",
        "ą, 71, UCS-2, 2",
        "ą, 134, UCS-2, 2",
        "中, 135, UCS-2, 3",
        "😀, 35, UCS-2, 1",
        "😀, 36, UCS-2, 2",
        // 33 of two units are 66 of 67: the 34th is not torn.
        "😀, 67, UCS-2, 3"
    })
    void countsPieces(String letter, int times, String alphabet, int segments) {
        SmsText.Count count = SmsText.count(letter.repeat(times));
        assertThat(count.alphabet()).isEqualTo(alphabet);
        assertThat(count.segments()).isEqualTo(segments);
    }

    @ParameterizedTest
    @CsvSource({"151, 2", "152, 3"})
    void doesNotTearAnEscapedLetterApart(int before, int segments) {
        // 152 and a pair are 154 of 153: the pair goes to the next piece, though 306 would fill two.
        String text = "a".repeat(before) + "€" + "b".repeat(152);
        assertThat(SmsText.count(text).segments()).isEqualTo(segments);
    }
}
