// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.truckroll.servicepoint.Device;

/** The devices that work can leave in place: every kind that the tables of a type can tell apart. */
final class Devices {

    private static final List<Fact> OF_A_SMART_METER = List.of(
            Fact.CONDITION,
            Fact.SWITCH,
            Fact.COMMISSION,
            Fact.HEAD_END,
            Fact.CONTROL,
            Fact.READS_SCALAR,
            Fact.READS_INTERVAL,
            Fact.PINGS);

    private Devices() {}

    static List<Device> meters(Lens lens) {
        List<Device> devices = new ArrayList<>(items(lens, false));
        int[] smart = new int[Fact.COUNT];
        Fact.DEVICE.set(smart, 2);
        each(lens, OF_A_SMART_METER, 0, smart, devices);
        return List.copyOf(devices);
    }

    static List<Device> items(Lens lens, boolean units) {
        List<Device> devices = new ArrayList<>();
        int[] manual = new int[Fact.COUNT];
        Fact.CATEGORY.set(manual, units ? 2 : 0);
        Fact.DEVICE.set(manual, 1);
        each(lens, List.of(Fact.CONDITION, Fact.SWITCH), 0, manual, devices);
        return List.copyOf(devices);
    }

    private static void each(Lens lens, List<Fact> facts, int at, int[] device, List<Device> found) {
        if (at == facts.size()) {
            found.add(Objects.requireNonNull(Situations.device(device, Situations.FRESH)));
            return;
        }
        Fact fact = facts.get(at);
        boolean ofUnknown = Fact.CONTROL.of(device) == 3
                && Set.of(Fact.READS_SCALAR, Fact.READS_INTERVAL, Fact.PINGS).contains(fact);
        IntStream.range(0, ofUnknown ? 1 : fact.size())
                .filter(value -> value == 0 || lens.tellsApart(fact, value))
                .forEach(value -> {
                    fact.set(device, value);
                    each(lens, facts, at + 1, device, found);
                });
        fact.set(device, 0);
    }

    static List<Device> cover(List<Device> all) {
        List<Fact> facts = new ArrayList<>(OF_A_SMART_METER);
        facts.add(Fact.DEVICE);
        Cover cover = Cover.ofThree(facts);
        return all.stream()
                .filter(device -> cover.adds(Situations.facts(device)) || usual(device))
                .toList();
    }

    /** What a preview takes a new meter for (7.9). */
    private static boolean usual(Device device) {
        Device.Capabilities can = device.capabilities();
        return can != null
                && !device.unfit()
                && Situations.IN_SERVICE.equals(device.headEnd())
                && can.switchControl() == Device.SwitchControl.REMOTE
                && !Boolean.TRUE.equals(can.onDemandReadInterval());
    }

    /** A manual and a smart device, on and off, commissioned or not: enough where a person says which device is there. */
    static List<Device> few(List<Device> all) {
        record Kind(Device.Kind kind, boolean on, boolean commissioned) {}
        List<Device> few = new ArrayList<>();
        Set<Kind> known = new HashSet<>();
        for (Device device : all) {
            boolean on = device.position() == Device.SwitchPosition.ON;
            boolean commissioned = device.commissionState() == Device.Commission.COMMISSIONED;
            if (known.add(new Kind(device.kind(), on, commissioned))) {
                few.add(device);
            }
        }
        return List.copyOf(few);
    }
}
