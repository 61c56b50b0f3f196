// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** The service point that a message speaks of: the one its sender names, else the only one of its division whose id stands in the text. */
@Component
class FaultPlace {

    /** Ids hold a digit; plain words are not looked up. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9]");

    private static final int MOST_LOOKED_UP = 50;

    private final ServicePoints points;

    FaultPlace(ServicePoints points) {
        this.points = points;
    }

    Optional<ServicePoint> of(InboundEvent event) {
        if (event.servicePointId() != null) {
            return find(event.servicePointId(), event.division());
        }
        String text = (event.subject() == null ? "" : event.subject() + "\n") + event.text();
        Set<String> named = ID.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(word -> word.chars().anyMatch(Character::isDigit))
                .distinct()
                .limit(MOST_LOOKED_UP)
                .collect(Collectors.toSet());
        var found = named.stream()
                .flatMap(id -> find(id, event.division()).stream())
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private Optional<ServicePoint> find(String id, String division) {
        return points.find(id).filter(point -> point.division().equals(division));
    }
}
