// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.truckroll.notification.Channel;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Outgoing;

/** A provider of mail and SMS that answers as a test says. */
final class ScriptedCarrier implements Carrier {

    private final List<Outgoing> got = new CopyOnWriteArrayList<>();
    private volatile Function<Outgoing, Carried> answer = ScriptedCarrier::taken;

    private static Carried taken(Outgoing message) {
        return new Carried.Accepted("scripted-" + message.id());
    }

    /** Takes all, and forgets what it got. */
    void begin() {
        got.clear();
        answer = ScriptedCarrier::taken;
    }

    void answers(Function<Outgoing, Carried> next) {
        answer = next;
    }

    List<Outgoing> got() {
        return got;
    }

    @Override
    public String kind() {
        return "scripted";
    }

    @Override
    public Set<Channel> channels(CarrierSettings settings) {
        return EnumSet.of(Channel.MAIL, Channel.SMS);
    }

    @Override
    public Set<String> keys() {
        return Set.of();
    }

    @Override
    public void check(CarrierSettings settings) {
        // It has none.
    }

    @Override
    public Carried carry(Outgoing message, CarrierSettings settings) {
        got.add(message);
        return answer.apply(message);
    }
}
