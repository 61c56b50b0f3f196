// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Map;
import org.springframework.stereotype.Component;
import org.truckroll.notification.DeliveryProcess;
import org.truckroll.notification.UndeliveredNotice;

/** Starts {@code notice-delivery}, whose business key is the lane, and {@code undelivered-notice}, whose business key is the notice. */
@Component
class NoticeProcesses implements DeliveryProcess {

    private static final String DELIVERY = "notice-delivery";
    private static final String UNDELIVERED = "undelivered-notice";

    private final OrderLifecycle lifecycle;

    NoticeProcesses(OrderLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public void empty(String laneId, boolean urgent) {
        lifecycle.start(DELIVERY, laneId, Map.of(LANE_ID, laneId, "urgent", urgent));
    }

    @Override
    public void decide(UndeliveredNotice notice) {
        lifecycle.start(
                UNDELIVERED,
                notice.noticeId(),
                Map.of(
                        NOTICE_ID,
                        notice.noticeId(),
                        "division",
                        notice.division(),
                        "what",
                        notice.event(),
                        "subject",
                        notice.subject(),
                        "channel",
                        notice.channel().name(),
                        "result",
                        notice.result()));
    }
}
