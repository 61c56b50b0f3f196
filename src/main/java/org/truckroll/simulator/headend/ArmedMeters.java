// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Service;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProblem;

/** Meters that wait for a person at the button. */
@Service
@Profile("demo")
class ArmedMeters {

    static final String EFFECT = "closed by a person";

    private static final Logger log = LoggerFactory.getLogger(ArmedMeters.class);

    private record Closed(Meter meter, Optional<PendingReplies.Due> word) {}

    private final Meters meters;
    private final MeterLog meterLog;
    private final ReceivedCommands commands;
    private final PendingReplies replies;
    private final ReplyDelivery delivery;
    private final HeadEnd headEnd;
    private final SimulatorJson json;
    private final SimulatorClock clock;

    ArmedMeters(
            Meters meters,
            MeterLog meterLog,
            ReceivedCommands commands,
            PendingReplies replies,
            ReplyDelivery delivery,
            HeadEnd headEnd,
            SimulatorJson json,
            SimulatorClock clock) {
        this.meters = meters;
        this.meterLog = meterLog;
        this.commands = commands;
        this.replies = replies;
        this.delivery = delivery;
        this.headEnd = headEnd;
        this.json = json;
        this.clock = clock;
    }

    /** Closes the switch and tells the one who armed it, if anybody did by a command. */
    Meter close(String deviceId) {
        var closed = headEnd.settled(() -> {
            var meter = meters.lock(deviceId).orElseThrow(() -> SimulatorProblem.notFound("No meter " + deviceId));
            if (meter.switchState() != SwitchState.ARMED) {
                throw SimulatorProblem.conflict("not-armed", "Meter " + deviceId + " is " + meter.switchState());
            }
            var now = clock.now();
            var after = meter.withSwitch(SwitchState.ON).changedAt(now);
            meters.update(after);
            meterLog.add(new MeterLog.Entry(now, deviceId, "CLOSE_BY_HAND", "hand-" + UUID.randomUUID(), EFFECT));
            var word = commands.armed(deviceId)
                    .map(armed -> replies.addWord(
                            armed.commandId(),
                            armed.replyTo(),
                            now,
                            json.write(ReplyMessage.closed(armed.commandId(), now))));
            return new Closed(after, word);
        });
        closed.word().ifPresent(delivery::schedule);
        log.info(
                "Closed armed meter deviceId={} told={}",
                deviceId,
                closed.word().isPresent());
        return closed.meter();
    }
}
