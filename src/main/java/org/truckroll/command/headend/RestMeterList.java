// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.MeterList;
import org.truckroll.servicepoint.Device;
import org.truckroll.shared.Json;

/** A page of meters as the generic REST head end writes it; what we do not need may stand there, too. */
@JsonIgnoreProperties(ignoreUnknown = true)
record RestMeterList(
        @Nullable List<@Nullable Item> items, @Nullable String next) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(
            @Nullable String deviceId,
            @Nullable Boolean enrolled,
            @JsonProperty("switch") Device.@Nullable SwitchPosition switchPosition,
            @Nullable String model,
            @Nullable Instant at) {}

    static MeterList read(Json json, @Nullable String body) {
        if (body == null) {
            return new MeterList.Failed("The head end answered without a list");
        }
        RestMeterList page;
        try {
            page = json.read(body, RestMeterList.class);
        } catch (IllegalStateException e) {
            return new MeterList.Failed("The list of meters is not in the form of the contract");
        }
        if (page == null || page.items() == null) {
            return new MeterList.Failed("The list of meters has no items");
        }
        List<MeterList.KnownMeter> meters = new ArrayList<>();
        for (Item item : page.items()) {
            if (item == null || item.deviceId() == null || item.deviceId().isBlank() || item.enrolled() == null) {
                return new MeterList.Failed("A meter of the list lacks deviceId or enrolled");
            }
            meters.add(new MeterList.KnownMeter(
                    item.deviceId(), item.enrolled(), item.switchPosition(), item.model(), item.at()));
        }
        return new MeterList.Listed(meters, cursor(page.next()));
    }

    /** The cursor itself, or a link that carries it, as our own lists write it. */
    private static @Nullable String cursor(@Nullable String next) {
        if (next == null || next.isBlank()) {
            return null;
        }
        int query = next.indexOf('?');
        if (query < 0) {
            return next;
        }
        for (String parameter : next.substring(query + 1).split("&")) {
            if (parameter.startsWith("cursor=")) {
                return URLDecoder.decode(parameter.substring("cursor=".length()), StandardCharsets.UTF_8);
            }
        }
        return next;
    }
}
