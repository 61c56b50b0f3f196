// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.DayOfWeek;
import java.time.LocalDateTime;

/** When a message came in, by the clock of its division: what a rule may ask (GEO-13). */
enum TimeBand {
    /** Monday to Friday, 07 to 17. */
    DAY,
    /** Monday to Friday, 17 to 22. */
    EVENING,
    /** Saturday and Sunday, 07 to 22. */
    WEEKEND,
    /** Every day, 22 to 07. */
    NIGHT;

    static TimeBand of(LocalDateTime time) {
        int hour = time.getHour();
        if (hour < 7 || hour >= 22) {
            return NIGHT;
        }
        if (time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY) {
            return WEEKEND;
        }
        return hour < 17 ? DAY : EVENING;
    }
}
