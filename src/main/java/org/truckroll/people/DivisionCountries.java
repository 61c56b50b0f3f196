// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.Countries;
import org.truckroll.shared.PhoneNumbers;

/** Countries as the operator has set them; one that does not exist stops the start. */
@Component
@EnableConfigurationProperties(ZoneProperties.class)
class DivisionCountries implements Countries {

    private final ZoneProperties properties;

    DivisionCountries(ZoneProperties properties) {
        this.properties = properties;
        Stream.concat(Stream.of(properties.country()), properties.countries().values().stream())
                .filter(country -> !PhoneNumbers.knows(country))
                .findFirst()
                .ifPresent(country -> {
                    throw new IllegalArgumentException("truckroll.people.country: '" + country
                            + "' is not the two letters of a country, such as SE");
                });
    }

    @Override
    public String of(String division) {
        return properties.countries().getOrDefault(division, properties.country());
    }
}
