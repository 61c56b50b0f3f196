// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** What can go wrong on purpose. The groups say at which moment of a command a fault strikes; of a group one strikes at most. */
enum Fault {
    NONE(Duration.ZERO),
    DELAY(Duration.ofSeconds(5)),
    LOSE_REPLY(Duration.ZERO),
    DUPLICATE_REPLY(Duration.ofMillis(200)),
    REPLY_BEFORE_ACCEPT(Duration.ofSeconds(3)),
    /** The reply waits until the reply to a later command has gone, at most for its delay. */
    REORDER(Duration.ofSeconds(5)),
    REFUSE(Duration.ZERO),
    NOT_ENROLLED(Duration.ZERO),
    HTTP_500(Duration.ZERO),
    HTTP_503(Duration.ZERO),
    HTTP_429(Duration.ZERO),
    HANG(Duration.ofSeconds(60)),
    /** 503 to every call, questions included. */
    DOWN(Duration.ZERO),
    /** The connection breaks off in the middle of the answer. */
    DROP(Duration.ZERO),
    FAILURE(Duration.ZERO),
    NO_SWITCH(Duration.ZERO);

    /** Strike the line itself, before the head end reads anything. */
    static final Set<Fault> OF_LINE = EnumSet.of(DOWN, DROP);

    /** Strike before the head end has looked at the command, also when it is a repetition. */
    static final Set<Fault> OF_TRANSPORT = EnumSet.of(HTTP_500, HTTP_503, HTTP_429, HANG);

    /** Strike the way of the reply, also when it is sent again. */
    static final Set<Fault> OF_REPLY = EnumSet.of(DELAY, LOSE_REPLY, DUPLICATE_REPLY, REPLY_BEFORE_ACCEPT, REORDER);

    /** Turn a command down; a command that was accepted before is not turned down later. */
    static final Set<Fault> OF_ACCEPTANCE = EnumSet.of(REFUSE, NOT_ENROLLED);

    /** Strike the meter itself. */
    static final Set<Fault> OF_METER = EnumSet.of(FAILURE, NO_SWITCH);

    private final Duration usualDelay;

    Fault(Duration usualDelay) {
        this.usualDelay = usualDelay;
    }

    Duration usualDelay() {
        return usualDelay;
    }
}
