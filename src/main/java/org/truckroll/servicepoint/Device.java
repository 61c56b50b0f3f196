// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.OrderFacts;

/**
 * The meter or item in place (service-orders 6.1).
 *
 * @param commission null means PRE; without meaning for MANUAL
 * @param switchPosition null means UNKNOWN
 * @param capabilities null on a SMART device means unknown (guard G14)
 * @param count units of an UNBADGED point; 0 means no device
 * @param model as its head end names it: devices of one model can do the same ({@link DeviceModels})
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Device(
        @Nullable String id,
        @Nullable Kind kind,
        @Nullable Condition condition,
        @Nullable Commission commission,
        @JsonProperty("switch") @Nullable SwitchPosition switchPosition,
        @Nullable Capabilities capabilities,
        @Nullable String headEnd,
        @Nullable String headEndAddress,
        @Nullable List<Register> registers,
        @Nullable Integer count,
        @Nullable String model) {

    /** The register of a meter without registers on file: any value is its whole set (service-orders 6.3). */
    public static final String ONLY_REGISTER = "1";

    /** A device whose model nobody has told. */
    public Device(
            @Nullable String id,
            @Nullable Kind kind,
            @Nullable Condition condition,
            @Nullable Commission commission,
            @Nullable SwitchPosition switchPosition,
            @Nullable Capabilities capabilities,
            @Nullable String headEnd,
            @Nullable String headEndAddress,
            @Nullable List<Register> registers,
            @Nullable Integer count) {
        this(
                id,
                kind,
                condition,
                commission,
                switchPosition,
                capabilities,
                headEnd,
                headEndAddress,
                registers,
                count,
                null);
    }

    /** The same device as somebody saw it: what he leaves out stays as it is on record. */
    public Device or(Device known) {
        return new Device(
                id == null ? known.id : id,
                kind == null ? known.kind : kind,
                condition == null ? known.condition : condition,
                commission == null ? known.commission : commission,
                switchPosition == null ? known.switchPosition : switchPosition,
                capabilities == null ? known.capabilities : capabilities,
                headEnd == null ? known.headEnd : headEnd,
                headEndAddress == null ? known.headEndAddress : headEndAddress,
                registers == null ? known.registers : registers,
                count == null ? known.count : count,
                model == null ? known.model : model);
    }

    public enum Kind {
        MANUAL,
        SMART
    }

    public enum Condition {
        OK,
        SUSPECT,
        DEFECTIVE,
        TAMPERED
    }

    public enum Commission {
        PRE,
        COMMISSIONED,
        DECOMMISSIONED,
        /** Tried in vain. */
        FAILED
    }

    public enum SwitchPosition {
        ON,
        OFF,
        ARMED,
        UNKNOWN
    }

    /** What the head end can make the device do. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Capabilities(
            @JsonProperty("switch") @Nullable SwitchControl switchControl,
            @Nullable Boolean onDemandReadScalar,
            @Nullable Boolean onDemandReadInterval,
            @Nullable Boolean ping,
            @Nullable Boolean loadLimit) {

        public static final Capabilities UNKNOWN = new Capabilities(null, null, null, null, null);

        /** These, and what they leave open from others. */
        public Capabilities or(Capabilities others) {
            return new Capabilities(
                    switchControl == null ? others.switchControl() : switchControl,
                    onDemandReadScalar == null ? others.onDemandReadScalar() : onDemandReadScalar,
                    onDemandReadInterval == null ? others.onDemandReadInterval() : onDemandReadInterval,
                    ping == null ? others.ping() : ping,
                    loadLimit == null ? others.loadLimit() : loadLimit);
        }

        /** What they are without the means for this command; a command that needs none leaves them as they are. */
        public Capabilities without(String command) {
            return switch (command) {
                case "PING" ->
                    new Capabilities(switchControl, onDemandReadScalar, onDemandReadInterval, false, loadLimit);
                case "REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM" ->
                    new Capabilities(SwitchControl.NONE, onDemandReadScalar, onDemandReadInterval, ping, loadLimit);
                case "ON_DEMAND_READ_SCALAR" ->
                    new Capabilities(switchControl, false, onDemandReadInterval, ping, loadLimit);
                case "ON_DEMAND_READ_INTERVAL" ->
                    new Capabilities(switchControl, onDemandReadScalar, false, ping, loadLimit);
                default -> this;
            };
        }

        /** Nothing is left open but whether it can limit load, which no table asks for. */
        boolean complete() {
            return switchControl != null && onDemandReadScalar != null && onDemandReadInterval != null && ping != null;
        }
    }

    /** How the switch obeys: fully, arming only (a person closes it), or not at all. */
    public enum SwitchControl {
        REMOTE,
        ARM_ONLY,
        NONE
    }

    /** One register; reading types after IEC 61968-9. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Register(
            String id,
            @Nullable RegisterKind kind,
            @Nullable String readingType,
            @Nullable Integer digits,
            @Nullable BigDecimal multiplier) {

        public boolean scalar() {
            return kind != RegisterKind.INTERVAL;
        }
    }

    public enum RegisterKind {
        SCALAR,
        INTERVAL
    }

    public SwitchPosition position() {
        return switchPosition == null ? SwitchPosition.UNKNOWN : switchPosition;
    }

    public Commission commissionState() {
        return commission == null ? Commission.PRE : commission;
    }

    public Condition conditionState() {
        return condition == null ? Condition.OK : condition;
    }

    public boolean smart() {
        return kind == Kind.SMART;
    }

    /** Defective or tampered: a service must not be started on it. */
    public boolean unfit() {
        return conditionState() == Condition.DEFECTIVE || conditionState() == Condition.TAMPERED;
    }

    public List<Register> registerList() {
        return registers == null ? List.of() : registers;
    }

    /** The registers a complete set must have: every SCALAR one; without any, every INTERVAL one (6.3). */
    public List<Register> requiredRegisters() {
        List<Register> scalar = registerList().stream().filter(Register::scalar).toList();
        return scalar.isEmpty() ? registerList() : scalar;
    }

    /** What somebody at the meter is asked to read: {@link #requiredRegisters}, or the only one. */
    public List<Register> askedRegisters() {
        return registerList().isEmpty()
                ? List.of(new Register(ONLY_REGISTER, RegisterKind.SCALAR, null, null, null))
                : requiredRegisters();
    }

    /** The name the head end knows it by. */
    public String address() {
        return headEndAddress == null || headEndAddress.isBlank() ? String.valueOf(id) : headEndAddress;
    }

    /** What an order remembers of this device when it takes it out. */
    public OrderFacts.TakenOut takenOut() {
        return new OrderFacts.TakenOut(
                String.valueOf(id),
                smart(),
                smart() && commissionState() == Commission.COMMISSIONED,
                headEnd,
                headEndAddress,
                registerList().stream()
                        .map(register -> new OrderFacts.TakenOut.Register(
                                register.id(), register.scalar(), register.readingType()))
                        .toList());
    }

    /** A device that was taken out, as far as it is still needed: for its last reading and its decommissioning. */
    public static Device of(OrderFacts.TakenOut out) {
        return new Device(
                out.deviceId(),
                out.smart() ? Kind.SMART : Kind.MANUAL,
                null,
                out.commissioned() ? Commission.COMMISSIONED : Commission.DECOMMISSIONED,
                null,
                null,
                out.headEnd(),
                out.headEndAddress(),
                out.registers().stream()
                        .map(register -> new Register(
                                register.id(),
                                register.scalar() ? RegisterKind.SCALAR : RegisterKind.INTERVAL,
                                register.readingType(),
                                null,
                                null))
                        .toList(),
                null);
    }

    public Device withSwitch(SwitchPosition position) {
        return new Device(
                id,
                kind,
                condition,
                commission,
                position,
                capabilities,
                headEnd,
                headEndAddress,
                registers,
                count,
                model);
    }

    public Device withCommission(Commission state) {
        return new Device(
                id,
                kind,
                condition,
                state,
                switchPosition,
                capabilities,
                headEnd,
                headEndAddress,
                registers,
                count,
                model);
    }

    public Device withCondition(Condition state) {
        return new Device(
                id,
                kind,
                state,
                commission,
                switchPosition,
                capabilities,
                headEnd,
                headEndAddress,
                registers,
                count,
                model);
    }

    public Device withCapabilities(Capabilities value) {
        return new Device(
                id,
                kind,
                condition,
                commission,
                switchPosition,
                value,
                headEnd,
                headEndAddress,
                registers,
                count,
                model);
    }

    public Device withCount(Integer units) {
        return new Device(
                id,
                kind,
                condition,
                commission,
                switchPosition,
                capabilities,
                headEnd,
                headEndAddress,
                registers,
                units,
                model);
    }

    public Device withModel(String name) {
        return new Device(
                id,
                kind,
                condition,
                commission,
                switchPosition,
                capabilities,
                headEnd,
                headEndAddress,
                registers,
                count,
                name);
    }
}
