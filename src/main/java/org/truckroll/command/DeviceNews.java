// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Json;

/**
 * Takes in what head ends tell without being asked: a switch that a person closed (7.8 WAIT_CLOSE), scheduled readings. Each is stored and
 * applied once, under the lock of its point; waiting orders are told by the change itself.
 */
@Service
public class DeviceNews {

    private static final Logger log = LoggerFactory.getLogger(DeviceNews.class);
    private static final int TRIES = 3;
    private static final int LONGEST_SUBJECT = 64;

    private final Inbox inbox;
    private final ServicePoints points;
    private final ReadingIntake readings;
    private final TransactionTemplate transaction;
    private final Json json;
    private final Clock clock;

    DeviceNews(
            Inbox inbox,
            ServicePoints points,
            ReadingIntake readings,
            PlatformTransactionManager transactionManager,
            Json json,
            Clock clock) {
        this.inbox = inbox;
        this.points = points;
        this.readings = readings;
        this.transaction = new TransactionTemplate(transactionManager);
        this.json = json;
        this.clock = clock;
    }

    /** Whether a device of that name at the head end is in place somewhere. */
    public boolean knows(String headEnd, String deviceId) {
        return !points.behind(headEnd, List.of(deviceId)).isEmpty();
    }

    /** Takes an event; when this returns it is durable. Of a device that is nowhere in place it is kept and changes nothing. */
    public void event(String headEnd, DeviceEvent event) {
        once(
                headEnd,
                event.eventId(),
                event.deviceId(),
                json.write(event),
                place -> EndDeviceCode.position(event.code())
                        .ifPresent(position -> switched(headEnd, place, position, event.at())));
    }

    /**
     * Takes readings of one device; they count as scheduled ones.
     *
     * @param messageId the same id again changes nothing
     * @param deviceId what the head end calls the device
     */
    public void readings(String headEnd, String messageId, String deviceId, List<Reading> given) {
        String payload = json.write(Map.of("deviceId", deviceId, "readings", given));
        once(headEnd, messageId, deviceId, payload, place -> {
            Device device = place.device();
            Instant latest = clock.instant().plus(ReadingIntake.CLOCK_TOLERANCE);
            List<Reading> usable = given.stream()
                    .filter(reading -> !reading.at().isAfter(latest))
                    .filter(reading -> device != null
                            && (device.registerList().isEmpty()
                                    || ReadingIntake.register(device, reading).isPresent()))
                    .toList();
            if (device != null && device.id() != null && !usable.isEmpty()) {
                readings.receive(place, device.id(), usable);
            }
        });
    }

    private interface Effect {
        void on(ServicePoint place);
    }

    private void once(String headEnd, String messageId, String deviceId, String payload, Effect effect) {
        String source = "head-end-news:" + headEnd;
        for (int attempt = 1; ; attempt++) {
            try {
                transaction.executeWithoutResult(status -> {
                    // The payload has the whole name.
                    String subject = deviceId.substring(0, Math.min(deviceId.length(), LONGEST_SUBJECT));
                    if (!inbox.store(source, messageId, subject, payload)) {
                        return;
                    }
                    inbox.mark(source, messageId, Inbox.State.DONE);
                    ServicePoint place = place(headEnd, deviceId);
                    if (place == null) {
                        log.warn("Nothing known of device: headEnd={} messageId={}", headEnd, messageId);
                        return;
                    }
                    effect.on(place);
                });
                return;
            } catch (TransientDataAccessException e) {
                // The order's token moved, or the point changed, at the same moment.
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The point where the device is in place, held. */
    private @Nullable ServicePoint place(String headEnd, String deviceId) {
        for (ServicePoint found : points.behind(headEnd, List.of(deviceId))) {
            ServicePoint held = points.lock(found.id()).orElse(null);
            if (held != null
                    && held.device() != null
                    && deviceId.equals(held.device().address())) {
                return held;
            }
        }
        return null;
    }

    /** What is older than what we know changes nothing; the clocks of neighbours differ a little. */
    private void switched(
            String headEnd, ServicePoint point, Device.SwitchPosition position, @Nullable Instant happenedAt) {
        Device device = point.device();
        if (device == null || device.position() == position) {
            return;
        }
        Instant now = clock.instant();
        Instant at = happenedAt == null || happenedAt.isAfter(now) ? now : happenedAt;
        Instant known = points.knownSince(point.id(), "device.switch").orElse(Instant.EPOCH);
        if (at.isBefore(known.minus(ReadingIntake.CLOCK_TOLERANCE))) {
            log.info("Old news of a switch left aside: servicePointId={} headEnd={} at={}", point.id(), headEnd, at);
            return;
        }
        points.save(
                point,
                point.withDevice(device.withSwitch(position)),
                at.isBefore(known) ? known : at,
                ServicePoints.Source.caller("head-end " + headEnd));
        log.info("Switch changed unasked: servicePointId={} headEnd={} switch={}", point.id(), headEnd, position);
    }
}
