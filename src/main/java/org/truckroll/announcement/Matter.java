// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.VisitTime;
import org.truckroll.serviceorder.VisitTimeEvent;
import org.truckroll.servicepoint.ServicePoint;

/**
 * What is told of.
 *
 * @param visit null where it is about the order alone
 * @param before the time that held before
 * @param byCustomer the customer did it himself
 */
record Matter(
        Happening happening,
        ServiceOrder order,
        ServicePoint point,
        @Nullable VisitTime visit,
        VisitTimeEvent.@Nullable Before before,
        boolean byCustomer) {

    NoticeRules.Question question() {
        return new NoticeRules.Question(
                happening,
                order.division(),
                order.type(),
                visit == null ? "" : visit.action(),
                order.state().name(),
                order.outcome() == null ? "" : order.outcome(),
                byCustomer,
                point.flags().critical24x7());
    }
}
