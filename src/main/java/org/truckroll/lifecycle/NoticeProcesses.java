// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Map;
import org.springframework.stereotype.Component;
import org.truckroll.notification.DeliveryProcess;

/** Starts {@code notice-delivery}; its business key is the lane. */
@Component
class NoticeProcesses implements DeliveryProcess {

    private static final String DELIVERY = "notice-delivery";

    private final OrderLifecycle lifecycle;

    NoticeProcesses(OrderLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public void empty(String laneId) {
        lifecycle.start(DELIVERY, laneId, Map.of(LANE_ID, laneId));
    }
}
