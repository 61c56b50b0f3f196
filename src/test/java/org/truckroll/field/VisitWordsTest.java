// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.truckroll.lifecycle.words.Languages;

class VisitWordsTest {

    static final List<String> LANGUAGES = Languages.SHIPPED;

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyVisitIsNamedInEveryLanguage(String language) {
        assertThat(Languages.missing(
                        language,
                        VisitAction.known().stream()
                                .map(action -> VisitAction.get(action).name())
                                .collect(Collectors.toSet())))
                .isEmpty();
    }
}
