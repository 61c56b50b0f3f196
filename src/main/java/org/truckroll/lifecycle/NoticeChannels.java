// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Channel;
import org.truckroll.notification.Severity;
import org.truckroll.notification.SeverityChannels;

/** Asks the table {@code severity-channels} of the newest model release. */
@Component
class NoticeChannels implements SeverityChannels {

    private static final String TABLE = "severity-channels";

    private final Tables tables;

    NoticeChannels(Tables tables) {
        this.tables = tables;
    }

    @Override
    public Set<Channel> of(Severity severity, String division, String event, Side side) {
        Map<String, Object> row = tables.evaluate(
                TABLE, Map.of("division", division, "event", event, "side", side.name(), "severity", severity.name()));
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        for (Channel channel : Channel.values()) {
            if (Boolean.TRUE.equals(row.get(channel.name().toLowerCase(java.util.Locale.ROOT)))) {
                channels.add(channel);
            }
        }
        return channels;
    }
}
