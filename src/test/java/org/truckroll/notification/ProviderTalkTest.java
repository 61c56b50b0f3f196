// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.truckroll.notification.NoticeNode.Provider;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Routes;

/** A provider that fails keeps no threads of the engine waiting (ADR 0017). */
class ProviderTalkTest {

    private final NoticeNode.Time time = new NoticeNode.Time();
    private final Provider provider = new Provider("first", false);
    private final Routes.Route route =
            new Routes.Route(provider, new CarrierSettings(provider.name, provider.name, Map.of()));
    private final ProviderTalk talk =
            new ProviderTalk(new StaticListableBeanFactory().getBeanProvider(Routes.class), time);

    private void talks(int times, boolean good) {
        provider.answer = message -> good ? new Carried.Accepted("p") : new Carried.Unclear("time-out while reading");
        for (int i = 0; i < times; i++) {
            talk.carry(new Outgoing("d", Channel.SMS, "+46701740605", null, "one", List.of()), route);
        }
    }

    @Test
    void providerThatFailsFiveTimesInARowIsLeftAloneForHalfAMinute() {
        talks(10, true);
        talks(4, false);
        talks(1, true);
        talks(4, false);
        assertThat(provider.got).as("never five in a row").hasSize(19);
        talks(3, false);
        assertThat(provider.got).as("five in a row").hasSize(20);
        time.now = time.now.plusSeconds(31);
        talks(3, true);
        assertThat(provider.got).hasSize(23);
    }
}
