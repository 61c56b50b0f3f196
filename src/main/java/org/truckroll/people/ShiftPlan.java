// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The arithmetic of shifts: what roster, absences and stand-ins make together. */
final class ShiftPlan {

    private ShiftPlan() {}

    /**
     * @param planned shifts of roster and rotas
     * @param away by person, when that person is not there; a stand-in is asked for, so this does not stop it
     */
    static List<Shift> of(List<Shift> planned, Map<String, List<RosterEntry>> away, List<Standin> standins) {
        List<Shift> shifts = new ArrayList<>(planned);
        away.forEach((person, entries) -> entries.forEach(entry -> cut(shifts, person, 0, entry.from(), entry.to())));
        for (Standin standin : standins) {
            if (standin.insteadOf() != null) {
                cut(shifts, standin.insteadOf(), standin.step(), standin.from(), standin.to());
            }
            if (standin.person() != null) {
                shifts.add(
                        new Shift(standin.division(), standin.step(), standin.person(), standin.from(), standin.to()));
            }
        }
        return joined(shifts);
    }

    /** @param step 0: whatever the step */
    private static void cut(List<Shift> shifts, String person, int step, Instant from, Instant to) {
        List<Shift> left = new ArrayList<>();
        for (Shift shift : shifts) {
            boolean meant = person.equals(shift.person()) && (step == 0 || shift.step() == step);
            if (!meant || !shift.from().isBefore(to) || !shift.to().isAfter(from)) {
                left.add(shift);
                continue;
            }
            if (shift.from().isBefore(from)) {
                left.add(shift.during(shift.from(), from));
            }
            if (shift.to().isAfter(to)) {
                left.add(shift.during(to, shift.to()));
            }
        }
        shifts.clear();
        shifts.addAll(left);
    }

    /** Stretches of one person at one step that overlap become one; those that only meet stay two, so that a shift is the same from wherever one looks. */
    private static List<Shift> joined(List<Shift> shifts) {
        List<Shift> sorted = shifts.stream()
                .sorted(Comparator.comparingInt(Shift::step)
                        .thenComparing(Shift::person)
                        .thenComparing(Shift::from))
                .toList();
        List<Shift> joined = new ArrayList<>();
        for (Shift shift : sorted) {
            Shift before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before != null
                    && before.step() == shift.step()
                    && before.person().equals(shift.person())
                    && before.to().isAfter(shift.from())) {
                Instant end = before.to().isAfter(shift.to()) ? before.to() : shift.to();
                joined.set(joined.size() - 1, before.during(before.from(), end));
            } else {
                joined.add(shift);
            }
        }
        joined.sort(
                Comparator.comparing(Shift::from).thenComparingInt(Shift::step).thenComparing(Shift::person));
        return joined;
    }
}
