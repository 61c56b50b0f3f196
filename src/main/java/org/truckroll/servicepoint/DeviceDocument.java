// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A device as a partner writes it (api.md 1): words are texts here, so that a wrong one is named together with all other faults. */
public record DeviceDocument(
        @Nullable String id,
        @Nullable String kind,
        @Nullable String condition,
        @Nullable String commission,
        @JsonProperty("switch") @Nullable String switchPosition,
        @Nullable CapabilitiesDocument capabilities,
        @Nullable String headEnd,
        @Nullable String headEndAddress,
        @Nullable List<@Nullable RegisterDocument> registers,
        @Nullable Integer count,
        @Nullable String model) {

    private static final int MOST_REGISTERS = 100;
    private static final int MOST_DIGITS = 30;

    /** What the head end can make the device do. */
    public record CapabilitiesDocument(
            @JsonProperty("switch") @Nullable String switchControl,
            @Nullable Boolean onDemandReadScalar,
            @Nullable Boolean onDemandReadInterval,
            @Nullable Boolean ping,
            @Nullable Boolean loadLimit) {

        /** What it says; to be used only when no fault was added. */
        public Device.Capabilities toCapabilities(String at, Faults faults) {
            return new Device.Capabilities(
                    faults.choice(at + "/switch", switchControl, Device.SwitchControl.class),
                    onDemandReadScalar,
                    onDemandReadInterval,
                    ping,
                    loadLimit);
        }
    }

    /** One register. */
    public record RegisterDocument(
            @Nullable String id,
            @Nullable String kind,
            @Nullable String readingType,
            @Nullable Integer digits,
            @Nullable BigDecimal multiplier) {}

    /**
     * The device it describes; to be used only when no fault was added.
     *
     * @param category of the point it stands at; null when that is at fault itself
     * @param at pointer of the device in the document
     */
    public Device toDevice(ServicePoint.@Nullable Category category, String at, Faults faults) {
        boolean unbadged = category == ServicePoint.Category.UNBADGED;
        String deviceId =
                unbadged || category == null ? faults.text(at + "/id", id, 64) : faults.required(at + "/id", id, 64);
        if (deviceId != null && !deviceId.equals(deviceId.strip())) {
            faults.add(at + "/id", "no blanks around it");
        }
        Device.Kind deviceKind = (kind == null && unbadged)
                ? Device.Kind.MANUAL
                : faults.requiredChoice(at + "/kind", kind, Device.Kind.class);
        if (count != null && category != null && !unbadged) {
            faults.add(at + "/count", "only for category UNBADGED");
        } else if (count != null && count < 0) {
            faults.add(at + "/count", "0 or more");
        }
        return new Device(
                deviceId,
                deviceKind,
                faults.choice(at + "/condition", condition, Device.Condition.class),
                faults.choice(at + "/commission", commission, Device.Commission.class),
                faults.choice(at + "/switch", switchPosition, Device.SwitchPosition.class),
                capabilities == null ? null : capabilities.toCapabilities(at + "/capabilities", faults),
                faults.text(at + "/headEnd", headEnd, 64),
                faults.text(at + "/headEndAddress", headEndAddress, 200),
                registers == null ? null : registers(at + "/registers", faults),
                count,
                faults.text(at + "/model", model, 100));
    }

    private List<Device.Register> registers(String at, Faults faults) {
        List<@Nullable RegisterDocument> given = registers == null ? List.of() : registers;
        if (given.size() > MOST_REGISTERS) {
            faults.add(at, "at most " + MOST_REGISTERS + " registers");
            return List.of();
        }
        List<Device.Register> checked = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            RegisterDocument register = given.get(i);
            String here = at + "/" + i;
            if (register == null) {
                faults.add(here, "a register, not null");
                continue;
            }
            String registerId = faults.required(here + "/id", register.id(), 64);
            if (registerId != null && !ids.add(registerId)) {
                faults.add(here + "/id", "another register has this id");
            }
            if (register.digits() != null && (register.digits() < 1 || register.digits() > MOST_DIGITS)) {
                faults.add(here + "/digits", "between 1 and " + MOST_DIGITS);
            }
            BigDecimal multiplier = register.multiplier();
            if (multiplier != null && (multiplier.signum() <= 0 || !ReadingIntake.readable(multiplier))) {
                faults.add(here + "/multiplier", "a number above 0 with few digits");
            }
            checked.add(new Device.Register(
                    registerId == null ? "" : registerId,
                    faults.choice(here + "/kind", register.kind(), Device.RegisterKind.class),
                    faults.text(here + "/readingType", register.readingType(), 100),
                    register.digits(),
                    multiplier));
        }
        return checked;
    }
}
