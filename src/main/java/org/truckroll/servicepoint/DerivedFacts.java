// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What follows from the facts of a point, for screens and export (service-orders 6.2). */
@Component
public class DerivedFacts {

    private final Readings readings;
    private final ObjectProvider<HeadEndDirectory> headEnds;

    DerivedFacts(Readings readings, ObjectProvider<HeadEndDirectory> headEnds) {
        this.readings = readings;
        this.headEnds = headEnds;
    }

    /** The derived facts of one point at this moment. */
    public record Derived(
            boolean energised,
            boolean supplied,
            boolean canCmd,
            ConnectionState connectionState,
            BillingReady amiBillingReady) {}

    /** The words of the export are camelCase. */
    public enum ConnectionState {
        physicallyDisconnected,
        logicallyDisconnected,
        connected
    }

    /** How far a meter has come on its way to billing. */
    public enum BillingReady {
        nonMetered,
        nonAmi,
        amiCapable,
        operable,
        billingApproved,
        amiDisabled
    }

    public Derived of(ServicePoint point) {
        return new Derived(energised(point), point.supplied(), canCmd(point), connection(point), billing(point));
    }

    private static boolean energised(ServicePoint point) {
        return point.status() == ServicePoint.Status.ACTIVE
                && point.supply() == ServicePoint.Supply.ON
                && point.hasDevice()
                && closed(point);
    }

    private boolean canCmd(ServicePoint point) {
        Device device = point.device();
        if (device == null
                || !point.smart()
                || device.commissionState() != Device.Commission.COMMISSIONED
                || device.headEnd() == null) {
            return false;
        }
        HeadEndDirectory directory = headEnds.getIfAvailable();
        return directory != null && directory.inService(device.headEnd());
    }

    private static ConnectionState connection(ServicePoint point) {
        if (!point.hasDevice()
                || point.supply() == ServicePoint.Supply.OFF_SOURCE
                || point.supply() == ServicePoint.Supply.OFF_METER) {
            return ConnectionState.physicallyDisconnected;
        }
        return closed(point) ? ConnectionState.connected : ConnectionState.logicallyDisconnected;
    }

    private BillingReady billing(ServicePoint point) {
        Device device = point.device();
        if (device == null || !point.hasDevice()) {
            return BillingReady.nonMetered;
        }
        if (!point.smart()) {
            return BillingReady.nonAmi;
        }
        return switch (device.commissionState()) {
            case COMMISSIONED ->
                readings.any(point.id(), String.valueOf(device.id()))
                        ? BillingReady.billingApproved
                        : BillingReady.operable;
            case DECOMMISSIONED -> BillingReady.amiDisabled;
            case PRE, FAILED -> BillingReady.amiCapable;
        };
    }

    private static boolean closed(ServicePoint point) {
        Device device = point.device();
        return device != null
                && (device.position() == Device.SwitchPosition.ON
                        || device.position() == Device.SwitchPosition.UNKNOWN);
    }
}
