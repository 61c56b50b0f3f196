// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;

/** Makes sets out of readings and stores them; says whether a set is complete and in which phase it was taken (service-orders 6.3). */
@Service
public class ReadingIntake {

    /** How far the clocks of neighbours may differ (6.3). */
    public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private static final int MOST_DIGITS = 18;

    private static final Logger log = LoggerFactory.getLogger(ReadingIntake.class);

    private final Readings readings;
    private final ServicePoints points;
    private final Clock clock;
    private final ApplicationEventPublisher publisher;

    ReadingIntake(Readings readings, ServicePoints points, Clock clock, ApplicationEventPublisher publisher) {
        this.readings = readings;
        this.points = points;
        this.clock = clock;
        this.publisher = publisher;
    }

    /**
     * Stores the readings of one device from one activity as a set.
     *
     * @param point the point as it is after the activity
     * @param device whose readings they are: the device in place, or the one that the activity took out
     * @param given at least one; without a register id the reading type says which, else it is the only required register
     * @param takenInNewPhase the activity itself changed the phase or the device: the set counts for the phase that began with it
     */
    @Transactional
    public ReadingSet store(
            ServicePoint point,
            Device device,
            ReadingSet.Source source,
            @Nullable String orderId,
            @Nullable String activityId,
            List<Reading> given,
            boolean takenInNewPhase) {
        ReadingSet set = assemble(
                point,
                device,
                source,
                orderId,
                activityId,
                given,
                takenInNewPhase,
                clock.instant(),
                at -> points.phaseAt(point.id(), at));
        readings.store(set);
        log.info(
                "Readings stored: servicePointId={} setId={} source={} complete={} standing={}",
                point.id(),
                set.id(),
                source,
                set.complete(),
                set.standing());
        return set;
    }

    /**
     * Makes a set of readings, as {@link #store} would store it.
     *
     * @param phaseAt tells the phase at an earlier time
     */
    public static ReadingSet assemble(
            ServicePoint point,
            Device device,
            ReadingSet.Source source,
            @Nullable String orderId,
            @Nullable String activityId,
            List<Reading> given,
            boolean takenInNewPhase,
            Instant now,
            Function<Instant, ServicePoint.Phase> phaseAt) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException("A set without readings");
        }
        List<ReadingSet.Value> values = values(device, given);
        Instant takenAt = takenAt(values);
        boolean standing = takenInNewPhase
                || inPlace(point, device)
                        && !takenAt.isBefore(point.phaseSince().minus(CLOCK_TOLERANCE));
        return new ReadingSet(
                Ids.next(),
                point.id(),
                device.id() == null ? point.id() : device.id(),
                source,
                orderId,
                activityId,
                takenAt,
                now,
                complete(device, values, now.plus(CLOCK_TOLERANCE)),
                standing ? point.phase() : phaseAt.apply(takenAt),
                standing,
                values);
    }

    /**
     * Readings that arrived without an activity; waiting orders are told.
     *
     * @param deviceId the device in place, or one that was there before
     */
    @Transactional
    public ReadingSet receive(ServicePoint point, String deviceId, List<Reading> given) {
        Device present = point.device();
        Device device = present != null && deviceId.equals(present.id()) ? present : formerDevice(deviceId);
        ReadingSet set = store(point, device, ReadingSet.Source.SCHEDULED, null, null, given, false);
        publisher.publishEvent(new ReadingsArrived(point.id(), set));
        return set;
    }

    /** True for the device in place and for those that were there before. */
    public boolean knows(ServicePoint point, String deviceId) {
        return point.device() != null && deviceId.equals(point.device().id()) || points.knew(point.id(), deviceId);
    }

    /** A device that was at the point once, as far as a reading needs it. */
    public static Device formerDevice(String id) {
        return new Device(id, null, null, null, null, null, null, null, null, null);
    }

    /** The register a reading speaks of, if that can be told. */
    public static Optional<Device.Register> register(Device device, Reading reading) {
        if (reading.registerId() != null) {
            return device.registerList().stream()
                    .filter(register -> register.id().equals(reading.registerId()))
                    .findFirst();
        }
        if (reading.readingType() != null) {
            Optional<Device.Register> ofType = device.registerList().stream()
                    .filter(register -> reading.readingType().equals(register.readingType()))
                    .findFirst();
            boolean typed = device.registerList().stream().anyMatch(register -> register.readingType() != null);
            if (ofType.isPresent() || typed) {
                return ofType;
            }
        }
        List<Device.Register> required = device.requiredRegisters();
        return required.size() == 1 ? Optional.of(required.get(0)) : Optional.empty();
    }

    /** A value that no meter can show, such as 1E+999999, would fill the memory when written in full. */
    public static boolean readable(BigDecimal value) {
        return value.scale() <= MOST_DIGITS && (long) value.precision() - value.scale() <= MOST_DIGITS;
    }

    private static List<ReadingSet.Value> values(Device device, List<Reading> given) {
        List<ReadingSet.Value> values = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Reading reading = given.get(i);
            if (!readable(reading.value())) {
                throw Problem.unprocessable(
                        "invalid-reading",
                        "A reading has at most " + MOST_DIGITS + " digits before and after the point.",
                        new Problem.FieldError("/readings/" + i + "/value", "too many digits"));
            }
            String named = reading.registerId() == null ? Device.ONLY_REGISTER : reading.registerId();
            Optional<Device.Register> register = register(device, reading);
            values.add(new ReadingSet.Value(
                    register.map(Device.Register::id).orElse(named),
                    reading.readingType() != null
                            ? reading.readingType()
                            : register.map(Device.Register::readingType).orElse(null),
                    reading.value().toPlainString(),
                    reading.at()));
        }
        return values;
    }

    /** A set is as old as its oldest register; of a register with many values (INTERVAL) the newest counts. */
    private static Instant takenAt(List<ReadingSet.Value> values) {
        Map<String, Instant> newest = new HashMap<>();
        values.forEach(value ->
                newest.merge(value.registerId(), value.at(), (one, other) -> one.isAfter(other) ? one : other));
        return newest.values().stream().min(Instant::compareTo).orElseThrow();
    }

    private static boolean complete(Device device, List<ReadingSet.Value> values, Instant latest) {
        if (values.stream()
                .anyMatch(value -> value.at().isAfter(latest) || value.value().startsWith("-"))) {
            // Of tomorrow, or below zero: kept, but no proof of anything.
            return false;
        }
        if (device.registerList().isEmpty()) {
            // Without registers on file any value is the whole set; of a former device we do not know what it had.
            return device.kind() != null;
        }
        Set<String> read = values.stream().map(ReadingSet.Value::registerId).collect(Collectors.toSet());
        return device.requiredRegisters().stream().allMatch(register -> read.contains(register.id()));
    }

    private static boolean inPlace(ServicePoint point, Device device) {
        Device present = point.device();
        return point.hasDevice() && present != null && Objects.equals(present.id(), device.id());
    }
}
