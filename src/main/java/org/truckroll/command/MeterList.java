// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;

/** What a head end says when it is asked for the meters it knows. */
public sealed interface MeterList {

    /**
     * One meter.
     *
     * @param deviceId as the head end names it
     * @param switchPosition null where the head end does not know
     * @param model null where the head end does not tell
     * @param at when the head end last learned something of it; null where it does not tell
     */
    record KnownMeter(
            String deviceId,
            boolean enrolled,
            Device.@Nullable SwitchPosition switchPosition,
            @Nullable String model,
            @Nullable Instant at) {}

    /**
     * One page.
     *
     * @param next the cursor of the next page; null after the last one
     */
    record Listed(List<KnownMeter> meters, @Nullable String next) implements MeterList {}

    /** This head end, or its protocol, has no list. */
    record NotOffered(String detail) implements MeterList {}

    /** Out of reach or busy: to be asked again. */
    record Later(String detail, @Nullable Duration retryAfter) implements MeterList {}

    /** It answered what we cannot read, or does not take our question. */
    record Failed(String detail) implements MeterList {}
}
