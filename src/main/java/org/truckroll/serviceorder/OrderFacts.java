// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order remembers while it lives (service-orders 6.1 "order, tried in vain" and "order, remembered"). Immutable; {@link #toBuilder()} makes
 * the next state.
 *
 * @param fieldFailures failures of visits in a row
 * @param verified a ping said OFF, or a crew took the supply away
 * @param takenOut the device that the order took out of the point, if it did
 * @param was EXCHANGE: power could flow when the order was first assessed; null before
 * @param newIn EXCHANGE: the new device is in place
 * @param acted an activity of the order has changed supply, switch or device (7.5)
 * @param askedDate the service date of a start that took a stop's date over (7.5 MERGE); null otherwise
 * @param disconnected the order's own remote disconnect succeeded
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OrderFacts(
        boolean xCommission,
        boolean xSwitch,
        boolean xRead,
        boolean xPing,
        boolean xDecom,
        boolean xScheduled,
        int fieldFailures,
        boolean mismatch,
        boolean sourceTried,
        boolean followUp,
        boolean approved,
        Exchange exchange,
        boolean notEnrolledOnce,
        boolean outageWaited,
        boolean verified,
        boolean answered,
        boolean investigated,
        boolean visitWanted,
        boolean disconnected,
        boolean estimated,
        @Nullable TakenOut takenOut,
        @Nullable Boolean was,
        boolean newIn,
        boolean acted,
        Cancel cancel,
        @Nullable Instant askedDate,
        PersonEnd personEnd) {

    /** A person ended the order (7.8): in part, cancelled, or denied. */
    public enum PersonEnd {
        NONE,
        PARTIAL,
        CANCELLED,
        DENIED
    }

    /** How far the replacement of an unfit device came (guards G11, G11b; row I06). */
    public enum Exchange {
        NONE,
        RAISED,
        ENDED_WITHOUT,
        /** A person said: go on with the device as it is. */
        GO_ON
    }

    /** The cancellation of the order, once it is accepted (guard G01). */
    public enum Cancel {
        NONE,
        /** Its requester asked. */
        ASKED,
        /** Another order of the point took its place (7.5 SUPERSEDE). */
        SUPERSEDED
    }

    /**
     * The device that the order took out of the point: it is still to be decommissioned, and its last reading still counts.
     *
     * @param smart a smart meter
     * @param commissioned not yet decommissioned
     */
    public record TakenOut(
            String deviceId,
            boolean smart,
            boolean commissioned,
            @Nullable String headEnd,
            @Nullable String headEndAddress,
            List<Register> registers) {

        /** A register of that device; SCALAR or INTERVAL. */
        public record Register(
                String id, boolean scalar, @Nullable String readingType) {}

        public TakenOut decommissioned() {
            return new TakenOut(deviceId, smart, false, headEnd, headEndAddress, registers);
        }
    }

    public static final OrderFacts NEW = new OrderFacts(
            false,
            false,
            false,
            false,
            false,
            false,
            0,
            false,
            false,
            false,
            false,
            Exchange.NONE,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            null,
            null,
            false,
            false,
            Cancel.NONE,
            null,
            PersonEnd.NONE);

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The next state of the facts, one change at a time. */
    public static final class Builder {
        private boolean xCommission;
        private boolean xSwitch;
        private boolean xRead;
        private boolean xPing;
        private boolean xDecom;
        private boolean xScheduled;
        private int fieldFailures;
        private boolean mismatch;
        private boolean sourceTried;
        private boolean followUp;
        private boolean approved;
        private Exchange exchange;
        private boolean notEnrolledOnce;
        private boolean outageWaited;
        private boolean verified;
        private boolean answered;
        private boolean investigated;
        private boolean visitWanted;
        private boolean disconnected;
        private boolean estimated;
        private @Nullable TakenOut takenOut;
        private @Nullable Boolean was;
        private boolean newIn;
        private boolean acted;
        private Cancel cancel;
        private @Nullable Instant askedDate;
        private PersonEnd personEnd;

        private Builder(OrderFacts facts) {
            xCommission = facts.xCommission;
            xSwitch = facts.xSwitch;
            xRead = facts.xRead;
            xPing = facts.xPing;
            xDecom = facts.xDecom;
            xScheduled = facts.xScheduled;
            fieldFailures = facts.fieldFailures;
            mismatch = facts.mismatch;
            sourceTried = facts.sourceTried;
            followUp = facts.followUp;
            approved = facts.approved;
            exchange = facts.exchange;
            notEnrolledOnce = facts.notEnrolledOnce;
            outageWaited = facts.outageWaited;
            verified = facts.verified;
            answered = facts.answered;
            investigated = facts.investigated;
            visitWanted = facts.visitWanted;
            disconnected = facts.disconnected;
            estimated = facts.estimated;
            takenOut = facts.takenOut;
            was = facts.was;
            newIn = facts.newIn;
            acted = facts.acted;
            cancel = facts.cancel;
            askedDate = facts.askedDate;
            personEnd = facts.personEnd;
        }

        public Builder xCommission(boolean value) {
            xCommission = value;
            return this;
        }

        public Builder xSwitch(boolean value) {
            xSwitch = value;
            return this;
        }

        public Builder xRead(boolean value) {
            xRead = value;
            return this;
        }

        public Builder xPing(boolean value) {
            xPing = value;
            return this;
        }

        public Builder xDecom(boolean value) {
            xDecom = value;
            return this;
        }

        public Builder xScheduled(boolean value) {
            xScheduled = value;
            return this;
        }

        public Builder fieldFailures(int value) {
            fieldFailures = value;
            return this;
        }

        public Builder mismatch(boolean value) {
            mismatch = value;
            return this;
        }

        public Builder sourceTried(boolean value) {
            sourceTried = value;
            return this;
        }

        public Builder followUp(boolean value) {
            followUp = value;
            return this;
        }

        public Builder approved(boolean value) {
            approved = value;
            return this;
        }

        public Builder exchange(Exchange value) {
            exchange = value;
            return this;
        }

        public Builder notEnrolledOnce(boolean value) {
            notEnrolledOnce = value;
            return this;
        }

        public Builder outageWaited(boolean value) {
            outageWaited = value;
            return this;
        }

        public Builder verified(boolean value) {
            verified = value;
            return this;
        }

        public Builder answered(boolean value) {
            answered = value;
            return this;
        }

        public Builder investigated(boolean value) {
            investigated = value;
            return this;
        }

        public Builder visitWanted(boolean value) {
            visitWanted = value;
            return this;
        }

        public Builder disconnected(boolean value) {
            disconnected = value;
            return this;
        }

        public Builder estimated(boolean value) {
            estimated = value;
            return this;
        }

        public Builder takenOut(@Nullable TakenOut value) {
            takenOut = value;
            return this;
        }

        public Builder was(@Nullable Boolean value) {
            was = value;
            return this;
        }

        public Builder newIn(boolean value) {
            newIn = value;
            return this;
        }

        public Builder acted(boolean value) {
            acted = value;
            return this;
        }

        public Builder cancel(Cancel value) {
            cancel = value;
            return this;
        }

        public Builder askedDate(@Nullable Instant value) {
            askedDate = value;
            return this;
        }

        public Builder personEnd(PersonEnd value) {
            personEnd = value;
            return this;
        }

        public OrderFacts build() {
            return new OrderFacts(
                    xCommission,
                    xSwitch,
                    xRead,
                    xPing,
                    xDecom,
                    xScheduled,
                    fieldFailures,
                    mismatch,
                    sourceTried,
                    followUp,
                    approved,
                    exchange,
                    notEnrolledOnce,
                    outageWaited,
                    verified,
                    answered,
                    investigated,
                    visitWanted,
                    disconnected,
                    estimated,
                    takenOut,
                    was,
                    newIn,
                    acted,
                    cancel,
                    askedDate,
                    personEnd);
        }
    }
}
