// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import static org.truckroll.command.headend.xml.XmlElement.leaf;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;

/**
 * A command in the words of GXF: one service, and names that differ only in their end: {@code Request} with {@code AsyncResponse}, later
 * {@code AsyncRequest} with {@code Response}.
 *
 * @param fields what the request says besides the device
 * @param deviceFirst whether the device is named before the fields
 */
record GxfRequest(GxfService service, String name, List<XmlElement> fields, boolean deviceFirst) {

    static final String COMMISSION = "COMMISSION";
    static final String PING = "PING";
    static final String READ = "ON_DEMAND_READ_SCALAR";
    static final String READ_INTERVALS = "ON_DEMAND_READ_INTERVAL";

    private static final Map<String, String> PREFIXES = Map.of(
            GxfService.COMMON,
            "com",
            GxfService.NOTIFICATION,
            "not",
            GxfService.INSTALLATION.namespace(),
            "ins",
            GxfService.MONITORING.namespace(),
            "mon",
            GxfService.ADHOC.namespace(),
            "adh");

    /** The request for that command; null when GXF has none. */
    static @Nullable GxfRequest of(MeterCommand command, GxfOptions options, Instant now) {
        return switch (command.command()) {
            case COMMISSION ->
                options.commission() == GxfOptions.Commissioning.ADD ? addDevice(command, options, now) : readClock();
            case PING -> options.ping() == GxfOptions.Ping.CLOCK ? readClock() : setClock(options);
            case READ -> {
                String name = GxfReadings.gas(command) ? "ActualMeterReadsGas" : "ActualMeterReads";
                yield new GxfRequest(GxfService.MONITORING, name, List.of(), true);
            }
            case READ_INTERVALS -> {
                String name = GxfReadings.gas(command) ? "PeriodicMeterReadsGas" : "PeriodicMeterReads";
                yield new GxfRequest(GxfService.MONITORING, name, List.of(period(options, now)), true);
            }
            default -> null;
        };
    }

    private static GxfRequest readClock() {
        String adhoc = GxfService.ADHOC.namespace();
        XmlElement obis = XmlElement.of(
                adhoc,
                "ObisCode",
                leaf(GxfService.COMMON, "a", "0"),
                leaf(GxfService.COMMON, "b", "0"),
                leaf(GxfService.COMMON, "c", "1"),
                leaf(GxfService.COMMON, "d", "0"),
                leaf(GxfService.COMMON, "e", "0"),
                leaf(GxfService.COMMON, "f", "255"));
        return new GxfRequest(
                GxfService.ADHOC,
                "GetSpecificAttributeValue",
                List.of(leaf(adhoc, "ClassId", "8"), leaf(adhoc, "Attribute", "2"), obis),
                false);
    }

    private static GxfRequest setClock(GxfOptions options) {
        String adhoc = GxfService.ADHOC.namespace();
        XmlElement data = XmlElement.of(
                adhoc,
                "SynchronizeTimeRequestData",
                leaf(adhoc, "TimeZone", options.zone().getId()));
        return new GxfRequest(GxfService.ADHOC, "SynchronizeTime", List.of(data), true);
    }

    private static XmlElement period(GxfOptions options, Instant now) {
        String monitoring = GxfService.MONITORING.namespace();
        Instant end = now.truncatedTo(ChronoUnit.MINUTES);
        return XmlElement.of(
                monitoring,
                "PeriodicReadsRequestData",
                leaf(monitoring, "PeriodType", "INTERVAL"),
                leaf(
                        monitoring,
                        "BeginDate",
                        end.minus(Duration.ofHours(options.hours())).toString()),
                leaf(monitoring, "EndDate", end.toString()));
    }

    private static GxfRequest addDevice(MeterCommand command, GxfOptions options, Instant now) {
        String namespace = GxfService.INSTALLATION.namespace();
        Map<String, String> given = options.device();
        String security = GxfOptions.security(given);
        List<XmlElement> device = new ArrayList<>();
        device.add(leaf(namespace, "Device_Identification", command.deviceAddress()));
        device.add(leaf(namespace, "Device_type", given.getOrDefault("type", "SMART_METER_E")));
        device.add(leaf(namespace, "Timezone", options.zone().getId()));
        add(device, namespace, "Communication_method", given.get("communication"));
        add(device, namespace, "Communication_provider", given.get("provider"));
        add(device, namespace, "protocolName", given.get("protocol"));
        add(device, namespace, "protocolVersion", given.get("protocolversion"));
        add(device, namespace, "protocolVariant", given.get("protocolvariant"));
        add(device, namespace, "Supplier", given.get("supplier"));
        for (String level : List.of("LLS1", "HLS3", "HLS4", "HLS5")) {
            String field = level.charAt(0) + level.substring(1, 3).toLowerCase(Locale.ROOT) + level.charAt(3);
            device.add(leaf(namespace, field + "_active", String.valueOf(level.equals(security))));
        }
        device.add(leaf(
                namespace, "Delivery_date", now.truncatedTo(ChronoUnit.SECONDS).toString()));
        device.add(leaf(namespace, "ChallengeLength", given.getOrDefault("challenge", "8")));
        add(device, namespace, "Port", given.get("port"));
        List<XmlElement> model = new ArrayList<>();
        add(model, namespace, "Manufacturer", given.get("manufacturer"));
        add(model, namespace, "ModelCode", given.get("model"));
        return new GxfRequest(
                GxfService.INSTALLATION,
                "AddDevice",
                List.of(
                        XmlElement.of(namespace, "Device", device),
                        XmlElement.of(namespace, "DeviceModel", model),
                        leaf(namespace, "overwrite", "false")),
                false);
    }

    private static void add(List<XmlElement> to, String namespace, String name, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            to.add(leaf(namespace, name, text));
        }
    }

    /** The envelope that hands the command over; GXF tells {@code replyTo} when the result is there. */
    String first(MeterCommand command, GxfOptions options, URI replyTo) {
        List<XmlElement> content = new ArrayList<>(fields);
        if (service != GxfService.INSTALLATION) {
            XmlElement device = leaf(service.namespace(), "DeviceIdentification", command.deviceAddress());
            content.add(deviceFirst ? 0 : content.size(), device);
        }
        return envelope(options, replyTo, XmlElement.of(service.namespace(), name + "Request", content));
    }

    /** The envelope that fetches the result. */
    String second(MeterCommand command, GxfOptions options, String correlationUid) {
        return envelope(
                options,
                null,
                XmlElement.of(
                        service.namespace(),
                        name + "AsyncRequest",
                        leaf(GxfService.COMMON, "DeviceIdentification", command.deviceAddress()),
                        leaf(GxfService.COMMON, "CorrelationUid", correlationUid)));
    }

    private static String envelope(GxfOptions options, @Nullable URI replyTo, XmlElement body) {
        List<XmlElement> headers = new ArrayList<>();
        headers.add(leaf(GxfService.COMMON, "OrganisationIdentification", options.organisation()));
        headers.add(leaf(GxfService.COMMON, "UserName", options.user()));
        headers.add(leaf(GxfService.COMMON, "ApplicationName", options.application()));
        if (replyTo != null) {
            headers.add(leaf(GxfService.COMMON, "ResponseUrl", replyTo.toString()));
        }
        return Soap.V1_1.text(Soap.V1_1.envelope(headers, body), PREFIXES);
    }
}
