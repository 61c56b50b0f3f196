// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

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
            new Hindrance(Fact.OUTAGE, 1, false),
            new Hindrance(Fact.START_NEAR, 1, false),
            new Hindrance(Fact.CANCEL, 1, false),
            new Hindrance(Fact.CANCEL, 2, false));

    private final String type;
    private final Lens lens;
    private final Situations situations;

    Starts(String type, Lens lens, Situations situations) {
        this.type = type;
        this.lens = lens;
        this.situations = situations;
    }

    /** Every base without and with each hindrance, and each pair of hindrances over bases that hold every two of their facts; some may come twice. */
    void each(Consumer<int[]> consumer) {
        List<Hindrance> seen = HINDRANCES.stream()
                .filter(hindrance -> lens.tellsApart(hindrance.fact(), hindrance.value()))
                .toList();
        bases(0, new int[Fact.COUNT], List.of(), consumer);
        for (Hindrance one : seen) {
            bases(0, new int[Fact.COUNT], List.of(one), consumer);
        }
        for (int i = 0; i < seen.size(); i++) {
            for (int j = i + 1; j < seen.size(); j++) {
                if (seen.get(i).fact() != seen.get(j).fact()) {
                    Cover cover = new Cover();
                    bases(0, new int[Fact.COUNT], List.of(seen.get(i), seen.get(j)), facts -> {
                        if (cover.adds(facts)) {
                            consumer.accept(facts);
                        }
                    });
                }
            }
        }
    }

    private void bases(int at, int[] facts, List<Hindrance> hindrances, Consumer<int[]> consumer) {
        if (at == BASE.size()) {
            emit(facts, hindrances, consumer);
            return;
        }
        Fact fact = BASE.get(at);
        for (int value : values(fact, facts, hindrances)) {
            fact.set(facts, value);
            bases(at + 1, facts, hindrances, consumer);
        }
        fact.set(facts, 0);
    }

    private int[] values(Fact fact, int[] facts, List<Hindrance> hindrances) {
        boolean meter = Fact.CATEGORY.of(facts) == 0;
        int device = Fact.DEVICE.of(facts);
        boolean smart = meter && device == 2;
        boolean unknown = hindrances.stream().anyMatch(hindrance -> hindrance.fact() == Fact.CONTROL);
        boolean fixed = hindrances.stream().anyMatch(hindrance -> hindrance.fact() == fact)
                || switch (fact) {
                    case READ -> !meter || device == 0;
                    case CONDITION, SWITCH -> device == 0;
                    case HEAD_END -> !smart;
                    // An item may hold a clever controller; for us it is an item.
                    case COMMISSION -> device != 2;
                    case CONTROL, READS_SCALAR, READS_INTERVAL, PINGS -> !smart || unknown;
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

    private void emit(int[] facts, List<Hindrance> hindrances, Consumer<int[]> consumer) {
        int[] start = facts.clone();
        for (Hindrance hindrance : hindrances) {
            hindrance.fact().set(start, hindrance.value());
            if (hindrance.byVisit()) {
                Fact.NOTICE_BY.set(start, 1);
            }
            if (hindrance.fact() == Fact.CONTROL && Fact.DEVICE.of(start) != 2) {
                return;
            }
        }
        if ("EXCHANGE".equals(type)) {
            Fact.WAS.set(start, Boolean.TRUE.equals(situations.unbegun(start).begun().facts().was()) ? 1 : 0);
        }
        lens.focus(start);
        consumer.accept(start);
    }
}
