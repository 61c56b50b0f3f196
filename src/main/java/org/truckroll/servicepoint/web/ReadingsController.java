// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Faults;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Readings of a point, and the door for scheduled ones (api.md 1). */
@RestController
@RequestMapping("/api/v1/service-points/{id}/readings")
class ReadingsController {

    private static final Pattern CURSOR = Pattern.compile("[0-9a-f-]{36}");
    private static final int MOST_READINGS = 2000;
    private static final int LONGEST_VALUE = 40;

    private final ServicePoints points;
    private final Readings readings;
    private final ReadingIntake intake;
    private final Callers callers;
    private final Clock clock;

    ReadingsController(ServicePoints points, Readings readings, ReadingIntake intake, Callers callers, Clock clock) {
        this.points = points;
        this.readings = readings;
        this.intake = intake;
        this.callers = callers;
        this.clock = clock;
    }

    /** Readings of one device; the source is SCHEDULED, for the others belong to an activity. */
    record SetDocument(
            @Nullable String deviceId,
            @Nullable String source,
            @Nullable List<@Nullable ReadingDocument> readings) {}

    /** One value; a text, so that the digits stay as they were read. */
    record ReadingDocument(
            @Nullable String registerId,
            @Nullable String readingType,
            @Nullable String value,
            @Nullable Instant at) {}

    /** A set as a partner reads it. */
    record SetView(
            String id,
            String deviceId,
            ReadingSet.Source source,
            @Nullable String orderId,
            @Nullable String activityId,
            Instant takenAt,
            Instant recordedAt,
            boolean complete,
            ServicePoint.Phase phase,
            boolean standing,
            List<ReadingSet.Value> readings) {

        static SetView of(ReadingSet set) {
            return new SetView(
                    set.id(),
                    set.deviceId(),
                    set.source(),
                    set.orderId(),
                    set.activityId(),
                    set.takenAt(),
                    set.recordedAt(),
                    set.complete(),
                    set.phase(),
                    set.standing(),
                    set.values());
        }
    }

    @GetMapping
    Page<SetView> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        visible(id, points.find(pathId(id)));
        Page.Request request = Page.Request.of(limit, cursor);
        if (request.after() != null && !CURSOR.matcher(request.after()).matches()) {
            throw Problem.badRequest("Parameter 'cursor' is not one that this server gave.", List.of());
        }
        Page<ReadingSet> page = request.page(readings.ofPoint(id, request), ReadingSet::id);
        return new Page<>(page.items().stream().map(SetView::of).toList(), page.next());
    }

    @PostMapping
    @Transactional
    public ResponseEntity<SetView> receive(@PathVariable String id, @RequestBody SetDocument document) {
        // The row is held: the phase must not change between the look and the set.
        ServicePoint point = visible(id, points.lock(pathId(id)));
        Faults faults = new Faults();
        if (document.source() != null && !document.source().equals(ReadingSet.Source.SCHEDULED.name())) {
            faults.add("/source", "SCHEDULED");
        }
        String deviceId = faults.required("/deviceId", document.deviceId(), 64);
        if (deviceId != null && faults.none() && !intake.knows(point, deviceId)) {
            faults.add("/deviceId", "no device of this service point");
        }
        List<Reading> given = readings(document, point, faults);
        if (!faults.none() || deviceId == null) {
            throw new Problem(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "invalid-readings",
                    "The readings have " + faults.list().size() + " fault(s). Nothing was stored.",
                    faults.list());
        }
        ReadingSet set = intake.receive(point, deviceId, given);
        URI location =
                ServletUriComponentsBuilder.fromCurrentRequestUri().build().toUri();
        return ResponseEntity.created(location).body(SetView.of(set));
    }

    private List<Reading> readings(SetDocument document, ServicePoint point, Faults faults) {
        List<@Nullable ReadingDocument> documents = document.readings();
        if (documents == null || documents.isEmpty() || documents.size() > MOST_READINGS) {
            faults.add("/readings", "1 to " + MOST_READINGS + " readings");
            return List.of();
        }
        Device present = point.device();
        boolean inPlace = present != null
                && document.deviceId() != null
                && document.deviceId().equals(present.id());
        List<Reading> checked = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            ReadingDocument one = documents.get(i);
            String at = "/readings/" + i;
            if (one == null) {
                faults.add(at, "a reading, not null");
                continue;
            }
            String register = faults.text(at + "/registerId", one.registerId(), 64);
            String type = faults.text(at + "/readingType", one.readingType(), 100);
            BigDecimal value = value(at + "/value", one.value(), faults);
            if (one.at() == null) {
                faults.add(at + "/at", "required");
            }
            faults.past(at + "/at", one.at(), clock.instant());
            if (value == null || one.at() == null) {
                continue;
            }
            Reading reading = new Reading(register, type, value, one.at(), null);
            if (inPlace
                    && !present.registerList().isEmpty()
                    && ReadingIntake.register(present, reading).isEmpty()) {
                faults.add(at + "/registerId", "no register of this device");
            }
            checked.add(reading);
        }
        return checked;
    }

    private static @Nullable BigDecimal value(String pointer, @Nullable String text, Faults faults) {
        if (text == null) {
            faults.add(pointer, "required");
            return null;
        }
        try {
            BigDecimal value = text.length() > LONGEST_VALUE ? null : new BigDecimal(text.strip());
            if (value != null && ReadingIntake.readable(value)) {
                return value;
            }
            faults.add(pointer, "too many digits");
        } catch (NumberFormatException e) {
            faults.add(pointer, "a number such as 12.3");
        }
        return null;
    }

    private static String pathId(String id) {
        if (!ServicePointDocument.validId(id)) {
            throw Problem.notFound("service point", id);
        }
        return id;
    }

    private ServicePoint visible(String id, Optional<ServicePoint> point) {
        Caller caller = callers.current();
        return point.filter(found -> caller.sees(found.division()))
                .orElseThrow(() -> Problem.notFound("service point", id));
    }
}
