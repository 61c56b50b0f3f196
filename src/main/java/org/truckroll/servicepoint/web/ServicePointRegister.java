// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;

/** Creates or replaces points, each call in one transaction. */
@Service
class ServicePointRegister {

    private final ServicePoints points;
    private final People people;
    private final Clock clock;

    ServicePointRegister(ServicePoints points, People people, Clock clock) {
        this.points = points;
        this.people = people;
        this.clock = clock;
    }

    /** What a put did. */
    record Put(ServicePoint point, boolean created) {}

    /** The divisions that a point of this caller may have. */
    Set<String> divisions(Caller caller) {
        Set<String> seen = new LinkedHashSet<>(people.divisions());
        seen.removeIf(division -> !caller.sees(division));
        return seen;
    }

    /** Creates or replaces one point. A point that was created meanwhile violates the primary key: then it is to be tried again. */
    @Transactional
    public Put put(ServicePoint wanted, Precondition precondition, Caller caller) {
        ServicePoint before = points.lock(wanted.id()).orElse(null);
        if (before != null && !caller.sees(before.division())) {
            throw Problem.notFound("service point", wanted.id());
        }
        check(before, precondition);
        ServicePoints.Source source = ServicePoints.Source.caller(caller.id());
        return before == null
                ? new Put(points.add(wanted, source), true)
                : new Put(points.save(before, wanted, clock.instant(), source), false);
    }

    /** Creates or replaces many points with different ids; returns the ids of those that the caller may not see. */
    @Transactional
    public Set<String> putAll(List<ServicePoint> wanted, Caller caller) {
        Map<String, ServicePoint> byId = new LinkedHashMap<>();
        wanted.forEach(point -> byId.put(point.id(), point));
        Map<String, ServicePoint> known = points.lockAll(byId.keySet());
        ServicePoints.Source source = ServicePoints.Source.caller(caller.id());
        Set<String> hidden = new LinkedHashSet<>();
        List<ServicePoint> fresh = new ArrayList<>();
        for (ServicePoint point : byId.values()) {
            ServicePoint before = known.get(point.id());
            if (before == null) {
                fresh.add(point);
            } else if (caller.sees(before.division())) {
                points.save(before, point, clock.instant(), source);
            } else {
                hidden.add(point.id());
            }
        }
        if (!fresh.isEmpty()) {
            points.addAll(fresh, source);
        }
        return hidden;
    }

    private static void check(@Nullable ServicePoint before, Precondition precondition) {
        if (precondition.holds(before == null ? null : before.version())) {
            return;
        }
        Problem stale = new Problem(
                HttpStatus.PRECONDITION_FAILED,
                "stale-version",
                before == null
                        ? "There is no such service point yet; leave If-Match out to create it."
                        : "The service point has version " + before.version() + ". Read it again and decide anew.");
        throw before == null ? stale : stale.with("version", before.version());
    }
}
