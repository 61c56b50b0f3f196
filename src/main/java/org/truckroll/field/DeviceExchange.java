// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;

/**
 * What an exchange tells those who bill (service-orders 7.8): both devices with their registers and readings, and which new register goes on with
 * which old one.
 *
 * @param at since when the new device is in place
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeviceExchange(
        Instant at,
        @JsonProperty("old") Side oldSide,
        @JsonProperty("new") Side newSide,
        List<Pair> registerMap) {

    /** One of the two devices; units of an UNBADGED point have a count instead of an id. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Side(
            @Nullable String deviceId,
            @Nullable Integer count,
            List<Device.Register> registers,
            List<Reading> readings) {}

    /** A register of the old device and its heir; one of them is absent where the other has no counterpart. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pair(
            @JsonProperty("old") @Nullable String oldRegister,
            @JsonProperty("new") @Nullable String newRegister,
            @Nullable String readingType) {}

    static DeviceExchange of(Device out, Observation seen) {
        Device in = Objects.requireNonNull(seen.installedDevice(), "installedDevice");
        return new DeviceExchange(seen.effectiveAt(), side(out, seen), side(in, seen), map(out, in));
    }

    /** In one line for people. */
    String note() {
        return name(oldSide) + " out, " + name(newSide) + " in";
    }

    private static String name(Side side) {
        return side.deviceId() == null ? side.count() + " units" : side.deviceId();
    }

    private static Side side(Device device, Observation seen) {
        List<Reading> own = seen.readingList().stream()
                .filter(reading -> Objects.equals(reading.deviceId(), device.id()))
                .toList();
        return new Side(device.id(), device.count(), device.registerList(), own);
    }

    /** What measures the same goes on: the same reading type, else the same id where the types do not say otherwise. */
    private static List<Pair> map(Device out, Device in) {
        List<Pair> pairs = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Device.Register register : out.registerList()) {
            Optional<Device.Register> heir = in.registerList().stream()
                    .filter(candidate -> !taken.contains(candidate.id()) && sameType(register, candidate))
                    .findFirst()
                    .or(() -> in.registerList().stream()
                            .filter(candidate -> !taken.contains(candidate.id()) && sameId(register, candidate))
                            .findFirst());
            heir.ifPresent(found -> taken.add(found.id()));
            pairs.add(new Pair(register.id(), heir.map(Device.Register::id).orElse(null), register.readingType()));
        }
        in.registerList().stream()
                .filter(register -> !taken.contains(register.id()))
                .forEach(register -> pairs.add(new Pair(null, register.id(), register.readingType())));
        return pairs;
    }

    private static boolean sameType(Device.Register one, Device.Register other) {
        return one.readingType() != null && one.readingType().equals(other.readingType());
    }

    private static boolean sameId(Device.Register one, Device.Register other) {
        return one.id().equals(other.id()) && (one.readingType() == null || other.readingType() == null);
    }
}
