// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Instant;
import java.util.List;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;

/**
 * All that an assessment looks at, at one moment.
 *
 * @param standingSets readings that no new phase or device has voided, newest first
 * @param headEndInService the head end of the device in place is configured and in service
 */
record Situation(
        ServiceOrder order,
        ServicePoint point,
        OrderFacts facts,
        List<ReadingSet> standingSets,
        boolean headEndInService,
        boolean outageOpen,
        Instant now) {}
