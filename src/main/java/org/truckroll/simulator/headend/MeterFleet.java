// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.simulator.SimulatorProblem;

/** Many meters in one request: a list, or a range of numbers behind a prefix; what the body says goes for all of them. */
record MeterFleet(
        @Nullable List<@Nullable Member> meters,
        @Nullable String prefix,
        @Nullable Integer from,
        @Nullable Integer count,
        @Nullable Integer digits,
        @Nullable Boolean enrolled,
        @JsonProperty("switch") @Nullable SwitchState switchState,
        @Nullable String reading,
        @Nullable String model,
        @Nullable Capabilities capabilities,
        @Nullable LoadSide loadSide) {

    static final int MOST = 100_000;

    record Member(
            @Nullable String id,
            @Nullable Boolean enrolled,
            @JsonProperty("switch") @Nullable SwitchState switchState,
            @Nullable String reading,
            @Nullable String model,
            @Nullable Capabilities capabilities,
            @Nullable LoadSide loadSide) {

        MeterChange change() {
            return new MeterChange(enrolled, switchState, reading, model, capabilities, loadSide);
        }
    }

    /** How many there were not before, and how many there were. */
    record Done(int created, int changed) {}

    /** The change of each meter. */
    Map<String, MeterChange> changes() {
        var common = new MeterChange(enrolled, switchState, reading, model, capabilities, loadSide).checked("");
        if ((meters == null) == (prefix == null)) {
            throw SimulatorProblem.invalid("", "either meters or prefix, from and count are required");
        }
        return meters == null ? range(common) : listed(meters, common);
    }

    private static Map<String, MeterChange> listed(List<@Nullable Member> members, MeterChange common) {
        if (members.size() > MOST) {
            throw SimulatorProblem.invalid("/meters", "must not hold more than " + MOST);
        }
        var changes = new LinkedHashMap<String, MeterChange>();
        for (var i = 0; i < members.size(); i++) {
            var at = "/meters/" + i;
            var member = members.get(i);
            if (member == null) {
                throw SimulatorProblem.invalid(at, "a meter is required");
            }
            var id = MeterChange.checkedId(at + "/id", member.id());
            if (changes.put(id, member.change().checked(at).or(common)) != null) {
                throw SimulatorProblem.invalid(at + "/id", "is named twice");
            }
        }
        return changes;
    }

    private Map<String, MeterChange> range(MeterChange common) {
        var first = from == null ? 1 : from;
        if (first < 0) {
            throw SimulatorProblem.invalid("/from", "must be 0 or more");
        }
        if (count == null || count < 1 || count > MOST) {
            throw SimulatorProblem.invalid("/count", "must lie between 1 and " + MOST);
        }
        if (digits != null && (digits < 1 || digits > 18)) {
            throw SimulatorProblem.invalid("/digits", "must lie between 1 and 18");
        }
        var ids = new ArrayList<String>();
        for (var i = 0; i < count; i++) {
            var number = digits == null
                    ? String.valueOf(first + (long) i)
                    : String.format("%0" + digits + "d", first + (long) i);
            ids.add(MeterChange.checkedId("/prefix", prefix + number));
        }
        var changes = new LinkedHashMap<String, MeterChange>();
        ids.forEach(id -> changes.put(id, common));
        return changes;
    }
}
