// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.insight.Statistics.Dimension;
import org.truckroll.insight.Statistics.Durations;
import org.truckroll.insight.Statistics.FirstTimeFix;
import org.truckroll.insight.Statistics.Measure;
import org.truckroll.insight.Statistics.Orders;
import org.truckroll.insight.Statistics.Pauses;
import org.truckroll.insight.Statistics.Row;
import org.truckroll.insight.Statistics.Visits;
import org.truckroll.insight.Statistics.Work;

/** Counts facts by one dimension. Every time that was measured is kept until the end: median and 90th percentile are exact. */
final class Tally {

    private static final double HALF = 0.5;
    private static final double NINE_OF_TEN = 0.9;

    private record Key(String division, @Nullable String key) {}

    private final Dimension dimension;
    private final @Nullable String type;
    private final Map<Key, Sums> sums = new HashMap<>();
    private String division = "";
    private Map<String, Sums> ofDivision = new HashMap<>();
    private @Nullable Sums ofNothing;

    /** @param type only facts of this order type; null: of all */
    Tally(Dimension dimension, @Nullable String type) {
        this.dimension = dimension;
        this.type = type;
    }

    void add(String ofDivisionNamed, FactRow fact) {
        if (type != null && !type.equals(fact.type)) {
            return;
        }
        if (!division.equals(ofDivisionNamed)) {
            division = ofDivisionNamed;
            ofDivision = new HashMap<>();
            ofNothing = null;
        }
        String key = switch (dimension) {
            case CITY -> fact.city;
            case AREA -> fact.area;
            case GROUP -> fact.group;
            case PERSON -> fact.person;
        };
        Sums own;
        if (key == null) {
            if (ofNothing == null) {
                ofNothing = sums.computeIfAbsent(new Key(division, null), one -> new Sums());
            }
            own = ofNothing;
        } else {
            own = ofDivision.computeIfAbsent(
                    key, one -> sums.computeIfAbsent(new Key(division, one), other -> new Sums()));
        }
        own.add(fact);
    }

    /** One row for each division and key, in their order; what has no key stands last in its division. */
    List<Row> rows() {
        return sums.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(Key::division)
                        .thenComparing(Key::key, Comparator.nullsLast(Comparator.naturalOrder()))))
                .map(entry -> entry.getValue().row(entry.getKey()))
                .toList();
    }

    private static final class Sums {
        private long visitsDone;
        private long visitsNotDone;
        private long visitsWithdrawn;
        private long installs;
        private long removals;
        private long moves;
        private long exchanges;
        private long others;
        private long ordersDone;
        private long ordersNotDone;
        private long ordersCancelled;
        private long tried;
        private long fixed;
        private long breaches;
        private long visitsPaused;
        private long visitPauses;
        private long ordersPaused;
        private long orderPauses;
        private final Times toSign = new Times();
        private final Times toSite = new Times();
        private final Times atSite = new Times();
        private final Times handled = new Times();
        private final Times handledWithoutPauses = new Times();
        private final Times toDone = new Times();
        private final Times toDoneWithoutPauses = new Times();

        void add(FactRow fact) {
            if (fact.order) {
                addOrder(fact);
            } else {
                addVisit(fact);
            }
            breaches += fact.breaches;
            if (fact.tried) {
                tried++;
                fixed += fact.fixed ? 1 : 0;
            }
        }

        private void addOrder(FactRow fact) {
            switch (fact.outcome) {
                case "DONE" -> ordersDone++;
                case "NOT_DONE" -> ordersNotDone++;
                case "CANCELLED" -> ordersCancelled++;
                default -> throw new IllegalStateException("Outcome " + fact.outcome + " of an order");
            }
            ordersPaused += fact.paused > 0 ? 1 : 0;
            orderPauses += fact.paused;
            toDone.add(fact.toDone, 0);
            toDoneWithoutPauses.add(fact.toDone, fact.paused);
        }

        private void addVisit(FactRow fact) {
            switch (fact.outcome) {
                case "DONE" -> {
                    visitsDone++;
                    switch (fact.category) {
                        case "INSTALL" -> installs++;
                        case "REMOVE" -> removals++;
                        case "MOVE" -> moves++;
                        case "EXCHANGE" -> exchanges++;
                        default -> others++;
                    }
                }
                case "NOT_DONE" -> visitsNotDone++;
                case "WITHDRAWN" -> visitsWithdrawn++;
                default -> throw new IllegalStateException("Outcome " + fact.outcome + " of a visit");
            }
            visitsPaused += fact.paused > 0 ? 1 : 0;
            visitPauses += fact.paused;
            toSign.add(fact.toSign, 0);
            toSite.add(fact.toSite, 0);
            atSite.add(fact.atSite, 0);
            handled.add(fact.handled, 0);
            handledWithoutPauses.add(fact.handled, fact.paused);
        }

        Row row(Key key) {
            return new Row(
                    key.division(),
                    key.key(),
                    null,
                    new Visits(visitsDone, visitsNotDone, visitsWithdrawn),
                    new Work(installs, removals, moves, exchanges, others),
                    new Orders(ordersDone, ordersNotDone, ordersCancelled),
                    new FirstTimeFix(tried, fixed),
                    breaches,
                    new Pauses(visitsPaused, visitPauses, ordersPaused, orderPauses),
                    new Durations(
                            toSign.measure(),
                            toSite.measure(),
                            atSite.measure(),
                            handled.measure(),
                            handledWithoutPauses.measure(),
                            toDone.measure(),
                            toDoneWithoutPauses.measure()));
        }
    }

    /** Seconds, as many as there are. */
    private static final class Times {
        private static final int FIRST = 16;

        private int[] values = new int[0];
        private int count;

        void add(int seconds, int less) {
            if (seconds == FactRow.NONE) {
                return;
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, Math.max(FIRST, count * 2));
            }
            values[count++] = Math.max(0, seconds - less);
        }

        Measure measure() {
            if (count == 0) {
                return new Measure(0, null, null, null);
            }
            Arrays.sort(values, 0, count);
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += values[i];
            }
            return new Measure(count, within(HALF), within(NINE_OF_TEN), Math.round((double) sum / count));
        }

        /** The value within which this part lies; between two values, interpolated. */
        private long within(double part) {
            double place = part * (count - 1);
            int below = (int) place;
            int above = Math.min(below + 1, count - 1);
            return Math.round(values[below] + (place - below) * (values[above] - values[below]));
        }
    }
}
