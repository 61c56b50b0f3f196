// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;

/** What payloads say of devices: readings (MeterReadings) and events (EndDeviceEvents, EndDeviceControls). */
final class CimPayload {

    private static final int LONGEST_VALUE = 40;
    private static final Pattern CODE = Pattern.compile("\\d+(\\.\\d+){3}");

    private CimPayload() {}

    /**
     * The readings of one meter.
     *
     * @param names what the meter is called there: names, mRID and serial number
     * @param points the usage points, by name and mRID
     */
    record OfMeter(List<String> names, List<String> points, List<Reading> readings) {}

    /** One event, or one control that was carried out. */
    record Event(
            List<String> names,
            List<String> points,
            @Nullable String code,
            @Nullable Instant at,
            @Nullable String reason) {}

    /** By meter; what is no number or has no time is left out. */
    static List<OfMeter> readings(CimMessage message) {
        List<OfMeter> meters = new ArrayList<>();
        message.payload("MeterReadings").ifPresent(payload -> {
            for (XmlElement reading : Iec.children(payload, "MeterReading")) {
                List<String> names = named(reading, "Meter", "EndDevice", "MeterAsset", "EndDeviceAsset");
                List<Reading> values = new ArrayList<>();
                for (XmlElement value : Iec.children(reading, "Readings")) {
                    add(values, value, type(value, payload));
                }
                for (XmlElement block : Iec.children(reading, "IntervalBlocks")) {
                    String type = type(block, payload);
                    Iec.children(block, "IntervalReadings").forEach(value -> add(values, value, type));
                }
                meters.add(new OfMeter(names, named(reading, "UsagePoint"), values));
            }
        });
        return meters;
    }

    private static void add(List<Reading> readings, XmlElement element, @Nullable String type) {
        String text = Iec.text(element, "value");
        Instant at = CimMessage.instant(Iec.text(element, "timeStamp"));
        if (at == null) {
            at = Iec.child(element, "timePeriod")
                    .map(period -> CimMessage.instant(Iec.text(period, "end")))
                    .orElse(null);
        }
        if (text == null || at == null || text.length() > LONGEST_VALUE) {
            return;
        }
        try {
            BigDecimal value = new BigDecimal(text);
            if (ReadingIntake.readable(value)) {
                readings.add(new Reading(null, type, value, at, null));
            }
        } catch (NumberFormatException e) {
            // A text, such as what a clock register says: nothing that a register of ours could hold.
        }
    }

    /** The reading type by its code; a reference may lead to a type that the payload describes. */
    private static @Nullable String type(XmlElement element, XmlElement payload) {
        String reference = Iec.child(element, "ReadingType")
                .map(type -> type.attribute("ref"))
                .orElse(null);
        if (reference == null) {
            return null;
        }
        return Iec.children(payload, "ReadingType").stream()
                .filter(type -> reference.equals(Iec.text(type, "mRID")))
                .flatMap(type -> Iec.children(type, "Names").stream())
                .map(name -> Iec.text(name, "name"))
                .filter(name ->
                        name != null && name.chars().filter(c -> c == '.').count() == 17)
                .findFirst()
                .orElse(reference.length() > 100 ? null : reference);
    }

    static List<Event> events(CimMessage message) {
        List<Event> events = new ArrayList<>();
        message.payload("EndDeviceEvents")
                .ifPresent(payload -> Iec.children(payload, "EndDeviceEvent")
                        .forEach(event -> events.add(new Event(
                                named(
                                        event,
                                        "Assets",
                                        "EndDevices",
                                        "EndDevice",
                                        "Meter",
                                        "EndDeviceAsset",
                                        "MeterAsset"),
                                named(event, "UsagePoint"),
                                code(event, "EndDeviceEventType", payload),
                                CimMessage.instant(Iec.text(event, "createdDateTime")),
                                Iec.text(event, "reason")))));
        message.payload("EndDeviceControls")
                .ifPresent(payload -> Iec.children(payload, "EndDeviceControl")
                        .forEach(control -> events.add(new Event(
                                named(control, "EndDevices"),
                                named(control, "UsagePoints"),
                                code(control, "EndDeviceControlType", payload),
                                message.timestamp(),
                                Iec.text(control, "reason")))));
        return events;
    }

    /**
     * The code of an event or a control: a reference, which may lead to a type that the payload describes; the type itself; or what the first
     * edition (2009) called the category.
     */
    private static @Nullable String code(XmlElement element, String type, XmlElement payload) {
        Optional<XmlElement> given = Iec.child(element, type);
        if (given.isEmpty()) {
            return Iec.text(element, "category");
        }
        String reference = given.get().attribute("ref");
        if (reference == null) {
            return ofType(given.get()).orElse(null);
        }
        return Iec.children(payload, type).stream()
                .filter(described -> reference.equals(Iec.text(described, "mRID")))
                .flatMap(described -> ofType(described).stream())
                .findFirst()
                .orElse(reference);
    }

    private static Optional<String> ofType(XmlElement type) {
        List<String> said = names(type);
        return said.stream()
                .filter(text -> CODE.matcher(text).matches())
                .findFirst()
                .or(() -> said.stream().findFirst());
    }

    private static List<String> named(XmlElement element, String... kinds) {
        return Stream.of(kinds)
                .flatMap(kind -> Iec.children(element, kind).stream())
                .flatMap(device -> names(device).stream())
                .distinct()
                .toList();
    }

    private static List<String> names(XmlElement device) {
        return Stream.of(
                        Iec.children(device, "Names").stream()
                                .flatMap(name -> Stream.ofNullable(Iec.text(name, "name"))),
                        Stream.ofNullable(Iec.text(device, "mRID")),
                        Stream.ofNullable(Iec.text(device, "serialNumber")))
                .flatMap(names -> names)
                .distinct()
                .toList();
    }
}
