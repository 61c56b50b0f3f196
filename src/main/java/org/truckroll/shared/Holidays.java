// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Public holidays by the code of a calendar: a country, or a country and its region ({@code SE}, {@code DE-BY}). */
public final class Holidays {

    private static final Map<String, Predicate<LocalDate>> KNOWN = new ConcurrentHashMap<>();

    private Holidays() {}

    /** @throws IllegalArgumentException when there is no such calendar */
    public static Predicate<LocalDate> of(String code) {
        return KNOWN.computeIfAbsent(code.strip().toLowerCase(Locale.ROOT), Holidays::load);
    }

    private static Predicate<LocalDate> load(String code) {
        String[] parts = code.split("-");
        if (HolidayManager.getSupportedCalendarCodes().stream().noneMatch(parts[0]::equalsIgnoreCase)) {
            throw unknown(code);
        }
        HolidayManager manager = HolidayManager.getInstance(ManagerParameters.create(parts[0]));
        String[] region = Arrays.copyOfRange(parts, 1, parts.length);
        var place = manager.getCalendarHierarchy();
        for (String part : region) {
            place = place.getChildren().get(part);
            if (place == null) {
                throw unknown(code);
            }
        }
        Map<LocalDate, Boolean> days = new ConcurrentHashMap<>();
        return day -> days.computeIfAbsent(day, asked -> manager.isHoliday(asked, region));
    }

    private static IllegalArgumentException unknown(String code) {
        return new IllegalArgumentException("There is no calendar of holidays '" + code + "'");
    }
}
