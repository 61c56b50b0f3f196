// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.people.Caller;
import org.truckroll.people.OrgPath;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Countries;
import org.truckroll.serviceorder.OrderSearch;
import org.truckroll.serviceorder.OrderSearch.Customer;
import org.truckroll.serviceorder.OrderSearch.Period;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Page;
import org.truckroll.shared.PhoneNumbers;
import org.truckroll.shared.Problem;

/** Orders by the customer's name and telephone number and by days (PTT-23, CALL-09), for those who speak with customers. */
@Service
public class OrderFinder {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_PHONE = 60;

    /** What is asked beside the rest; null means any. Both days are included. */
    public record Question(
            @Nullable String name,
            @Nullable String phone,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {

        public boolean asks() {
            return name != null || phone != null || from != null || to != null;
        }

        boolean ofCustomer() {
            return name != null || phone != null;
        }
    }

    private final OrderSearch orders;
    private final Countries countries;
    private final OrgPath organisation;

    OrderFinder(OrderSearch orders, Countries countries, OrgPath organisation) {
        this.orders = orders;
        this.countries = countries;
        this.organisation = organisation;
    }

    /** @throws Problem 400 for a question that makes no sense, 403 when the caller may not search for customers */
    public Page<ServiceOrder> find(ServiceOrders.Search search, Question question, Caller caller, Page.Request page) {
        Set<String> divisions =
                new LinkedHashSet<>(question.ofCustomer() ? divisionsWithCustomers(caller) : caller.divisions());
        Customer customer = new Customer(name(question.name()), phones(question.phone(), divisions));
        if (search.division() != null) {
            divisions.retainAll(Set.of(search.division()));
        }
        return orders.find(search, customer, periods(question, divisions), page);
    }

    /**
     * The divisions whose customers' names and numbers the caller works with.
     *
     * @throws Problem 403 when there is none
     */
    public static Set<String> divisionsWithCustomers(Caller caller) {
        Set<String> divisions = caller.kind() == Caller.Kind.CLIENT || caller.in(People.INTEGRATION)
                ? caller.divisions()
                : caller.overseen();
        if (divisions.isEmpty()) {
            throw Problem.forbidden("Names and telephone numbers of customers are for those who dispatch for them.");
        }
        return divisions;
    }

    private static @Nullable String name(@Nullable String name) {
        if (name != null && (name.length() > LONGEST_NAME || !OrderSearch.searchable(name))) {
            throw Problem.badRequest(
                    "Parameter 'name' must be a name or its beginning, at most " + LONGEST_NAME + " characters.",
                    List.of());
        }
        return name;
    }

    /** As it is meant in each of these divisions. */
    private @Nullable Set<String> phones(@Nullable String phone, Set<String> divisions) {
        if (phone == null) {
            return null;
        }
        // In an address a + that was not written as %2B arrives as a space.
        String typed = phone.startsWith(" ") ? "+" + phone.strip() : phone;
        Set<String> meant = new LinkedHashSet<>();
        if (typed.length() <= LONGEST_PHONE) {
            PhoneNumbers.e164(typed, PhoneNumbers.NOWHERE).ifPresent(meant::add);
            divisions.forEach(
                    division -> PhoneNumbers.e164(typed, countries.of(division)).ifPresent(meant::add));
        }
        if (meant.isEmpty()) {
            throw Problem.badRequest(
                    "Parameter 'phone' must be a whole telephone number, with its country code such as +46 where the division's country is not known.",
                    List.of());
        }
        return meant;
    }

    private Map<String, Period> periods(Question question, Set<String> divisions) {
        LocalDate from = question.from();
        LocalDate to = question.to();
        if (from != null && to != null && to.isBefore(from)) {
            throw Problem.badRequest("Parameter 'to' must not be before 'from'.", List.of());
        }
        Map<String, Period> periods = new LinkedHashMap<>();
        for (String division : divisions) {
            periods.put(
                    division, new Period(begin(from, division), begin(to == null ? null : to.plusDays(1), division)));
        }
        return periods;
    }

    private @Nullable Instant begin(@Nullable LocalDate day, String division) {
        return day == null
                ? null
                : day.atStartOfDay(organisation.zone(division)).toInstant();
    }
}
