// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** In which language the customers of a division are told; one that is not two letters stops the start. */
@Component
public class CustomerLanguages {

    private static final Pattern TWO_LETTERS = Pattern.compile("[a-z]{2}");

    private final ZoneProperties properties;

    CustomerLanguages(ZoneProperties properties) {
        this.properties = properties;
        Stream.concat(Stream.of(properties.language()), properties.languages().values().stream())
                .filter(language -> !TWO_LETTERS.matcher(language).matches())
                .findFirst()
                .ifPresent(language -> {
                    throw new IllegalArgumentException("truckroll.people.language: '" + language
                            + "' is not the two letters of a language, such as sv");
                });
    }

    /** Two letters. */
    public String of(String division) {
        return properties.languages().getOrDefault(division, properties.language());
    }
}
