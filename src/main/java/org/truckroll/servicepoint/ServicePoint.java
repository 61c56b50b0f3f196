// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a service is delivered, with the facts that decisions are made of (service-orders 6.1, SOM-06).
 *
 * @param supply null means unknown (guard G14)
 * @param area dotted path, e.g. {@code north.city.hill}
 * @param openEvent an event of the device that nobody has explained yet
 * @param phaseSince since when the present {@link #phase()} holds
 */
public record ServicePoint(
        String id,
        String division,
        Category category,
        Commodity commodity,
        Status status,
        @Nullable Supply supply,
        @Nullable String supplyLocation,
        String area,
        ZoneId timeZone,
        @Nullable Address address,
        Flags flags,
        @Nullable LocalDate nextScheduledRead,
        int readToleranceDays,
        @Nullable Device device,
        @Nullable String openEvent,
        Instant phaseSince,
        Instant updatedAt,
        long version) {

    public enum Category {
        METER,
        ITEM,
        /** A count of units instead of a device id. */
        UNBADGED
    }

    public enum Commodity {
        ELECTRICITY,
        GAS,
        WATER,
        HEAT
    }

    public enum Status {
        PLANNED,
        ACTIVE,
        INACTIVE,
        ABANDONED
    }

    public enum Supply {
        ON,
        /** Open at pole, kerb or main. */
        OFF_SOURCE,
        /** Open at socket, sleeve, or valve before the meter. */
        OFF_METER
    }

    /** Electrical state for reads (6.2). */
    public enum Phase {
        ON,
        OFF,
        BETWEEN
    }

    /** Where it is; installationId is the Swedish 18-digit GS1 number. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Address(
            @Nullable String street,
            @Nullable String postalCode,
            @Nullable String city,
            @Nullable String propertyDesignation,
            @Nullable String installationId) {

        /** One line for people. */
        public String line() {
            StringBuilder line = new StringBuilder(street == null ? "" : street);
            if (postalCode != null || city != null) {
                line.append(line.isEmpty() ? "" : ", ")
                        .append(postalCode == null ? "" : postalCode + " ")
                        .append(city == null ? "" : city);
            }
            return line.toString().strip();
        }
    }

    /** What forbids or hinders work. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Flags(
            @Nullable Boolean lifeSupport,
            @Nullable Boolean sensitiveLoad,
            @Nullable Boolean occupied,
            @Nullable LocalDate medicalUntil,
            @Nullable String accessNotes,
            @Nullable Boolean keyHeld,
            @Nullable List<Restriction> restrictions) {

        public static final Flags NONE = new Flags(null, null, null, null, null, null, null);

        public boolean lifeSupported() {
            return Boolean.TRUE.equals(lifeSupport);
        }

        /** Must run all the day and night (SOL24-17): somebody lives by its power, or its load must not stop. */
        public boolean critical24x7() {
            return lifeSupported() || Boolean.TRUE.equals(sensitiveLoad);
        }

        public List<Restriction> restrictionList() {
            return restrictions == null ? List.of() : restrictions;
        }
    }

    /** A time in which a cut is forbidden; both days included. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Restriction(
            String kind,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable String legalRef) {

        public boolean covers(LocalDate day) {
            return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
        }
    }

    public boolean hasDevice() {
        return device != null && !(category == Category.UNBADGED && device.count() != null && device.count() == 0);
    }

    /** Kind SMART and category METER. */
    public boolean smart() {
        return hasDevice() && device.smart() && category == Category.METER;
    }

    public boolean supplied() {
        return supply == Supply.ON && (!hasDevice() || device.position() != Device.SwitchPosition.OFF);
    }

    public Phase phase() {
        if (!supplied()) {
            return Phase.OFF;
        }
        return hasDevice() && device.position() == Device.SwitchPosition.ON ? Phase.ON : Phase.BETWEEN;
    }

    /** This point as it follows on another state of it: the phase holds since then, when it is a new one. */
    public ServicePoint after(ServicePoint before, Instant effectiveAt) {
        return phase() == before.phase() ? this : saved(effectiveAt, updatedAt, version);
    }

    /** A new phase, or another device in place, voids earlier readings; a removal alone does not: they are still of the device that was there (6.3). */
    public boolean voidsReadingsOf(ServicePoint before) {
        boolean otherDevice = hasDevice()
                && (before.device() == null
                        || !Objects.equals(device.id(), before.device().id()));
        return otherDevice || phase() != before.phase();
    }

    public String addressLine() {
        return address == null ? "" : address.line();
    }

    public ServicePoint withSupply(Supply value) {
        return new ServicePoint(
                id,
                division,
                category,
                commodity,
                status,
                value,
                supplyLocation,
                area,
                timeZone,
                address,
                flags,
                nextScheduledRead,
                readToleranceDays,
                device,
                openEvent,
                phaseSince,
                updatedAt,
                version);
    }

    public ServicePoint withStatus(Status value) {
        return new ServicePoint(
                id,
                division,
                category,
                commodity,
                value,
                supply,
                supplyLocation,
                area,
                timeZone,
                address,
                flags,
                nextScheduledRead,
                readToleranceDays,
                device,
                openEvent,
                phaseSince,
                updatedAt,
                version);
    }

    public ServicePoint withDevice(@Nullable Device value) {
        return new ServicePoint(
                id,
                division,
                category,
                commodity,
                status,
                supply,
                supplyLocation,
                area,
                timeZone,
                address,
                flags,
                nextScheduledRead,
                readToleranceDays,
                value,
                openEvent,
                phaseSince,
                updatedAt,
                version);
    }

    public ServicePoint withOpenEvent(@Nullable String value) {
        return new ServicePoint(
                id,
                division,
                category,
                commodity,
                status,
                supply,
                supplyLocation,
                area,
                timeZone,
                address,
                flags,
                nextScheduledRead,
                readToleranceDays,
                device,
                value,
                phaseSince,
                updatedAt,
                version);
    }

    ServicePoint saved(Instant phaseBegan, Instant at, long newVersion) {
        return new ServicePoint(
                id,
                division,
                category,
                commodity,
                status,
                supply,
                supplyLocation,
                area,
                timeZone,
                address,
                flags,
                nextScheduledRead,
                readToleranceDays,
                device,
                openEvent,
                phaseBegan,
                at,
                newVersion);
    }
}
