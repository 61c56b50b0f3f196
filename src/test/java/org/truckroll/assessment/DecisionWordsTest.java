// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.truckroll.lifecycle.words.Languages;

class DecisionWordsTest {

    static final List<String> LANGUAGES = Languages.SHIPPED;

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyDecisionIsNamedInEveryLanguage(String language) {
        assertThat(Languages.missing(language, DecisionCard.NAMES.values())).isEmpty();
    }
}
