// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;

/** Meter values of GXF as readings: its six energy registers and the gas register, with reading types of IEC 61968-9. */
final class GxfReadings {

    /** Commodity of a reading type, the sixth field. */
    private static final int COMMODITY = 5;

    private static final String NATURAL_GAS = "7";
    private static final String IMPORT = "ActiveEnergyImport";
    private static final String GAS = "Consumption";
    private static final String GAS_VOLUME = "0.0.0.1.0.7.58.0.0.0.0.0.0.0.0.0.42.0";

    /** Flow and tariff of each energy register. */
    private static final Map<String, String[]> ENERGY = energy();

    private GxfReadings() {}

    private static Map<String, String[]> energy() {
        Map<String, String[]> energy = new LinkedHashMap<>();
        energy.put(IMPORT, new String[] {"1", "0"});
        energy.put("ActiveEnergyExport", new String[] {"19", "0"});
        energy.put("ActiveEnergyImportTariffOne", new String[] {"1", "1"});
        energy.put("ActiveEnergyImportTariffTwo", new String[] {"1", "2"});
        energy.put("ActiveEnergyExportTariffOne", new String[] {"19", "1"});
        energy.put("ActiveEnergyExportTariffTwo", new String[] {"19", "2"});
        return energy;
    }

    /** Whether the device counts gas, which its registers tell. */
    static boolean gas(MeterCommand command) {
        return command.registers().stream()
                .map(Device.Register::readingType)
                .filter(Objects::nonNull)
                .map(type -> type.split("\\."))
                .anyMatch(fields -> fields.length > COMMODITY && NATURAL_GAS.equals(fields[COMMODITY]));
    }

    /** The values of {@code ActualMeterReads...Response}; empty when it holds none that we can take. */
    static List<Reading> actual(MeterCommand command, XmlElement response, ZoneId zone) {
        return set(command, response, "0", zone);
    }

    /** The values of {@code PeriodicMeterReads...Response}: register values of every quarter of an hour. */
    static List<Reading> periodic(MeterCommand command, XmlElement response, ZoneId zone) {
        String name = gas(command) ? "PeriodicMeterReadsGas" : "PeriodicMeterReads";
        return response.children(name).stream()
                .flatMap(entry -> set(command, entry, "2", zone).stream())
                .toList();
    }

    private static List<Reading> set(MeterCommand command, XmlElement values, String measuringPeriod, ZoneId zone) {
        Instant logged = time(values.textOf("LogTime"), zone).orElse(null);
        List<Reading> readings = new ArrayList<>();
        if (gas(command)) {
            Instant captured = time(values.textOf("CaptureTime"), zone).orElse(logged);
            Device.Register register = command.registers().stream()
                    .filter(one -> one.readingType() != null && one.scalar() == "0".equals(measuringPeriod))
                    .findFirst()
                    .orElse(null);
            String type = register == null ? GAS_VOLUME : register.readingType();
            values.child(GAS)
                    .flatMap(value -> amount(value, "M3"))
                    .filter(amount -> captured != null)
                    .ifPresent(amount -> readings.add(
                            new Reading(register == null ? null : register.id(), type, amount, captured, null)));
            return readings;
        }
        Set<String> asked = command.registers().stream()
                .map(Device.Register::readingType)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        ENERGY.forEach((name, kind) -> {
            String type = "0.0." + measuringPeriod + ".1." + kind[0] + ".1.12.0.0.0.0." + kind[1] + ".0.0.0.3.72.0";
            // A device without typed registers has one; the import is meant.
            boolean wanted = asked.isEmpty() ? name.equals(IMPORT) : asked.contains(type);
            if (wanted && logged != null) {
                values.child(name)
                        .flatMap(value -> amount(value, "KWH"))
                        .ifPresent(amount -> readings.add(new Reading(null, type, amount, logged, null)));
            }
        });
        return readings;
    }

    /** The number, if it is one that can be kept and in that unit. */
    private static Optional<BigDecimal> amount(XmlElement value, String unit) {
        if (!unit.equals(value.attribute("unit")) || value.text().length() > 60) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(value.text())).filter(ReadingIntake::readable);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(@Nullable String text, ZoneId zone) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException withoutOffset) {
            try {
                return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
            } catch (DateTimeException unreadable) {
                return Optional.empty();
            }
        }
    }
}
