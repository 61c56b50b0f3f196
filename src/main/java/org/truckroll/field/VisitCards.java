// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.VisitBoard;

/** Our visits on the board of the dispatch centre. */
@Component
class VisitCards implements VisitBoard {

    private final Visits visits;

    VisitCards(Visits visits) {
        this.visits = visits;
    }

    @Override
    public List<Card> openOf(Collection<String> orderIds) {
        return visits.openOf(orderIds).stream().map(VisitCards::card).toList();
    }

    @Override
    public List<Card> of(Collection<String> visitIds) {
        return visits.find(visitIds).stream().map(VisitCards::card).toList();
    }

    private static Card card(Visit visit) {
        return new Card(
                visit.id(),
                visit.orderId(),
                visit.action(),
                visit.step().name(),
                visit.status().name(),
                visit.fieldGroup(),
                visit.assignee(),
                visit.plan().workforce(),
                visit.appointmentStart(),
                visit.appointmentEnd(),
                visit.ended());
    }
}
