// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.DeviceDocument;
import org.truckroll.servicepoint.Faults;
import org.truckroll.servicepoint.ServicePoint;

/**
 * A service point as a partner writes it (api.md 1). Words are texts here, so that a wrong one is named together with all other faults. What a
 * GET adds is ignored, so that its answer can be put again.
 */
@JsonIgnoreProperties({"derived", "openOrders", "version", "updatedAt", "phase", "phaseSince"})
record ServicePointDocument(
        @Nullable String id,
        @Nullable String division,
        @Nullable String category,
        @Nullable String commodity,
        @Nullable String status,
        @Nullable String supply,
        @Nullable String supplyLocation,
        @Nullable String area,
        @Nullable String timeZone,
        ServicePoint.@Nullable Address address,
        ServicePoint.@Nullable Flags flags,
        @Nullable LocalDate nextScheduledRead,
        @Nullable Integer readToleranceDays,
        @Nullable DeviceDocument device,
        @Nullable String openEvent) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");
    private static final ZoneId HOME = ZoneId.of("Europe/Stockholm");
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
    private static final int TOLERANCE = 3;
    private static final int MOST_TOLERANCE = 60;
    private static final int MOST_RESTRICTIONS = 100;

    static boolean validId(String id) {
        return ID.matcher(id).matches();
    }

    /**
     * The point it describes, to be used only when no fault was added.
     *
     * @param divisions those that the caller may see
     */
    @Nullable
    ServicePoint toPoint(String pointId, Set<String> divisions, Faults faults) {
        if (!validId(pointId)) {
            faults.add("/id", "1 to 64 letters, digits and . _ : - beginning with a letter or a digit");
        }
        String home = faults.required("/division", division, 40);
        if (home != null && !divisions.contains(home)) {
            faults.add("/division", "unknown division");
        }
        var kind = faults.requiredChoice("/category", category, ServicePoint.Category.class);
        var good = faults.requiredChoice("/commodity", commodity, ServicePoint.Commodity.class);
        var state = faults.requiredChoice("/status", status, ServicePoint.Status.class);
        var supplied = faults.choice("/supply", supply, ServicePoint.Supply.class);
        String location = faults.text("/supplyLocation", supplyLocation, 200);
        String path = area(area, "/area", faults);
        ZoneId zone = zone(faults);
        ServicePoint.Address place = address(faults);
        ServicePoint.Flags hints = flags(faults);
        faults.day("/nextScheduledRead", nextScheduledRead);
        int tolerance = readToleranceDays == null ? TOLERANCE : readToleranceDays;
        if (tolerance < 0 || tolerance > MOST_TOLERANCE) {
            faults.add("/readToleranceDays", "between 0 and " + MOST_TOLERANCE);
        }
        Device installed = device == null ? null : device.toDevice(kind, "/device", faults);
        String event = faults.text("/openEvent", openEvent, 200);
        if (!faults.none() || home == null || kind == null || good == null || state == null || path == null) {
            return null;
        }
        return new ServicePoint(
                pointId,
                home,
                kind,
                good,
                state,
                supplied,
                location,
                path,
                zone,
                place,
                hints,
                nextScheduledRead,
                tolerance,
                installed,
                event,
                Instant.EPOCH,
                Instant.EPOCH,
                0);
    }

    /** A dotted path without empty steps. */
    static @Nullable String area(@Nullable String text, String pointer, Faults faults) {
        String path = faults.required(pointer, text, 200);
        if (path != null
                && List.of(path.split("\\.", -1)).stream()
                        .anyMatch(step -> step.isEmpty() || !step.equals(step.strip()))) {
            faults.add(pointer, "a dotted path such as north.city.hill");
        }
        return path;
    }

    private ZoneId zone(Faults faults) {
        if (timeZone == null) {
            return HOME;
        }
        if (!ZONES.contains(timeZone)) {
            faults.add("/timeZone", "a time zone of the IANA list such as Europe/Stockholm");
            return HOME;
        }
        return ZoneId.of(timeZone);
    }

    private ServicePoint.@Nullable Address address(Faults faults) {
        if (address == null) {
            return null;
        }
        String installation = faults.text("/address/installationId", address.installationId(), 64);
        if (installation != null && !InstallationId.valid(installation)) {
            faults.add("/address/installationId", "18 digits with a correct GS1 check digit");
        }
        return new ServicePoint.Address(
                faults.text("/address/street", address.street(), 200),
                faults.text("/address/postalCode", address.postalCode(), 20),
                faults.text("/address/city", address.city(), 200),
                faults.text("/address/propertyDesignation", address.propertyDesignation(), 200),
                installation);
    }

    private ServicePoint.Flags flags(Faults faults) {
        if (flags == null) {
            return ServicePoint.Flags.NONE;
        }
        faults.day("/flags/medicalUntil", flags.medicalUntil());
        return new ServicePoint.Flags(
                flags.lifeSupport(),
                flags.sensitiveLoad(),
                flags.occupied(),
                flags.medicalUntil(),
                faults.text("/flags/accessNotes", flags.accessNotes(), 2000),
                flags.keyHeld(),
                flags.restrictions() == null ? null : restrictions(flags.restrictions(), faults));
    }

    private static List<ServicePoint.Restriction> restrictions(List<ServicePoint.Restriction> given, Faults faults) {
        if (given.size() > MOST_RESTRICTIONS) {
            faults.add("/flags/restrictions", "at most " + MOST_RESTRICTIONS + " restrictions");
            return List.of();
        }
        List<ServicePoint.Restriction> checked = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            ServicePoint.Restriction restriction = given.get(i);
            String at = "/flags/restrictions/" + i;
            if (Objects.isNull(restriction)) {
                faults.add(at, "a restriction, not null");
                continue;
            }
            String kind = faults.required(at + "/kind", restriction.kind(), 60);
            faults.day(at + "/from", restriction.from());
            faults.day(at + "/to", restriction.to());
            if (restriction.from() != null
                    && restriction.to() != null
                    && restriction.to().isBefore(restriction.from())) {
                faults.add(at + "/to", "not before 'from'");
            }
            checked.add(new ServicePoint.Restriction(
                    kind == null ? "" : kind,
                    restriction.from(),
                    restriction.to(),
                    faults.text(at + "/legalRef", restriction.legalRef(), 500)));
        }
        return checked;
    }
}
