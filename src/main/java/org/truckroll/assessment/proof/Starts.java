// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The situations in which an order of a type can begin: every base, with each fact that a guard looks at alone and in pairs (7.3). */
final class Starts {

    private static final List<Fact> BASE = List.of(
            Fact.CATEGORY,
            Fact.DEVICE,
            Fact.STATUS,
            Fact.SUPPLY,
            Fact.COMMODITY,
            Fact.EVENT,
            Fact.SCHEDULED,
            Fact.READ,
            Fact.PERMANENT,
            Fact.CONDITION,
            Fact.SWITCH,
            Fact.COMMISSION,
            Fact.CONTROL,
            Fact.READS_SCALAR,
            Fact.READS_INTERVAL,
            Fact.PINGS,
            Fact.HEAD_END);

    /** What else may hold things up at the start. */
    private record Hindrance(Fact fact, int value, boolean byVisit) {}

    private static final List<Hindrance> HINDRANCES = List.of(
            new Hindrance(Fact.STATUS, 3, false),
            new Hindrance(Fact.SUPPLY, 3, false),
            new Hindrance(Fact.CONTROL, 3, false),
            new Hindrance(Fact.DIVISION, 1, false),
            new Hindrance(Fact.DATE, 1, false),
            new Hindrance(Fact.SETTLED, 1, false),
            new Hindrance(Fact.SETTLED, 2, false),
            new Hindrance(Fact.SETTLED, 3, false),
            new Hindrance(Fact.DISPUTED, 1, false),
            new Hindrance(Fact.LIFE_SUPPORT, 1, false),
            new Hindrance(Fact.RESTRICTED, 1, false),
            new Hindrance(Fact.NOTICE, 1, false),
            new Hindrance(Fact.NOTICE, 1, true),
            new Hindrance(Fact.NOTICE, 2, false),
            new Hindrance(Fact.VERIFYING, 1, false),
            new Hindrance(Fact.OUTAGE, 1, false),
            new Hindrance(Fact.START_NEAR, 1, false),
            new Hindrance(Fact.CANCEL, 1, false),
            new Hindrance(Fact.CANCEL, 2, false));

    /** A thin walk takes one in so many bases for each pair of hindrances. */
    private static final int IN_TURN = 7;

    private final String type;
    private final Lens lens;
    private final Situations situations;

    Starts(String type, Lens lens, Situations situations) {
        this.type = type;
        this.lens = lens;
        this.situations = situations;
    }

    /**
     * Every base without and with each hindrance, and each pair of hindrances over a cover of the bases; some may come twice.
     *
     * @param thin with hindrances only a cover of the bases, without also those that this finds new
     */
    void each(@Nullable Predicate<int[]> thin, Consumer<int[]> consumer) {
        List<Hindrance> seen = HINDRANCES.stream()
                .filter(hindrance -> lens.tellsApart(hindrance.fact(), hindrance.value()))
                .toList();
        Cover cover = Cover.ofTwo(BASE);
        List<int[]> covering = new ArrayList<>();
        bases(0, new int[Fact.COUNT], facts -> {
            boolean adds = cover.adds(facts);
            if (adds) {
                covering.add(facts.clone());
            }
            with(List.of(), facts, start -> {
                if (thin == null || thin.test(start) || adds) {
                    consumer.accept(start);
                }
            });
            if (thin == null) {
                seen.forEach(one -> with(List.of(one), facts, consumer));
            }
        });
        int turn = 0;
        for (int[] facts : covering) {
            if (thin != null) {
                seen.forEach(one -> with(List.of(one), facts, consumer));
            }
            for (int i = 0; i < seen.size(); i++) {
                for (int j = i + 1; j < seen.size(); j++) {
                    if (thin == null || turn++ % IN_TURN == 0) {
                        with(List.of(seen.get(i), seen.get(j)), facts, consumer);
                    }
                }
            }
        }
    }

    /** True when an order may begin like this: it remembers nothing yet. */
    static boolean mayBegin(int[] facts) {
        for (Fact fact : Fact.values()) {
            boolean ofThePoint = BASE.contains(fact)
                    || fact == Fact.NOTICE_BY
                    || fact == Fact.CONVERTED
                    || HINDRANCES.stream().anyMatch(hindrance -> hindrance.fact() == fact);
            if (!ofThePoint && fact.of(facts) != 0) {
                return false;
            }
        }
        return Fact.READ.of(facts) < 2;
    }

    private void bases(int at, int[] facts, Consumer<int[]> consumer) {
        if (at == BASE.size()) {
            consumer.accept(facts);
            return;
        }
        Fact fact = BASE.get(at);
        for (int value : values(fact, facts)) {
            fact.set(facts, value);
            bases(at + 1, facts, consumer);
        }
        fact.set(facts, 0);
    }

    private int[] values(Fact fact, int[] facts) {
        boolean meter = Fact.CATEGORY.of(facts) == 0;
        int device = Fact.DEVICE.of(facts);
        boolean smart = meter && device == 2;
        boolean fixed = switch (fact) {
            case READ -> !meter || device == 0;
            case CONDITION, SWITCH -> device == 0;
            // An item may hold a clever controller; for us it is an item.
            case COMMISSION -> device != 2;
            case HEAD_END, CONTROL, READS_SCALAR, READS_INTERVAL, PINGS -> !smart;
            default -> false;
        };
        int last = switch (fact) {
            case STATUS, SUPPLY, CONTROL -> 2;
            case READ -> 1;
            case DEVICE -> Fact.CATEGORY.of(facts) == 2 ? 1 : 2;
            case PERMANENT -> "DISABLE".equals(type) ? 1 : 0;
            default -> fact.size() - 1;
        };
        return IntStream.rangeClosed(0, fixed ? 0 : last)
                .filter(value -> value == 0 || lens.tellsApart(fact, value))
                .toArray();
    }

    private void with(List<Hindrance> hindrances, int[] facts, Consumer<int[]> consumer) {
        int[] start = facts.clone();
        for (int i = 0; i < hindrances.size(); i++) {
            Hindrance hindrance = hindrances.get(i);
            Fact fact = hindrance.fact();
            boolean twice = i > 0 && hindrances.get(0).fact() == fact;
            // What the hindrance says instead of the base is said once.
            boolean said = fact.of(facts) != 0
                    // Only what can be asked can be verified.
                    || fact == Fact.VERIFYING && (Fact.DEVICE.of(facts) != 2 || Fact.PINGS.of(facts) == 0)
                    || fact == Fact.CONTROL
                            && (Fact.DEVICE.of(facts) != 2
                                    || Fact.READS_SCALAR.of(facts)
                                                    + Fact.READS_INTERVAL.of(facts)
                                                    + Fact.PINGS.of(facts)
                                            > 0);
            if (twice || said) {
                return;
            }
            fact.set(start, hindrance.value());
            if (hindrance.byVisit()) {
                Fact.NOTICE_BY.set(start, 1);
            }
        }
        if ("EXCHANGE".equals(type)) {
            Fact.WAS.set(
                    start,
                    Boolean.TRUE.equals(
                                    situations.unbegun(start).begun().facts().was())
                            ? 1
                            : 0);
        }
        lens.focus(start);
        consumer.accept(start);
    }
}
