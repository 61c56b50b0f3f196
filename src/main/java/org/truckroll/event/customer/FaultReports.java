// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.truckroll.event.FaultOrders;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.inbound.InboundDoor;
import org.truckroll.people.People;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;
import org.truckroll.shared.RequestLimit;

/**
 * Takes what customers report without a login: an event of kind CLIENT_REQUEST, of which the rules or an operator make an order. Nobody learns from the
 * answer whether a service point exists.
 */
@Service
public class FaultReports {

    private static final Logger log = LoggerFactory.getLogger(FaultReports.class);

    public static final List<String> MATTERS = List.of("NO_SUPPLY", "DAMAGE", "METER", "OTHER");

    static final String SOURCE = FaultOrders.FAULT_REPORTS;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String EVERYBODY = "";
    private static final String LANGUAGE = "\nLanguage: ";
    private static final Pattern KEY = Pattern.compile("[!-~]{8,100}");
    /** Line ends and tabs are kept; what else is a control letter is not for reading. */
    private static final Pattern UNREADABLE =
            Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]|[\\u202A-\\u202E\\u2066-\\u2069]");

    static final int LONGEST_PLACE = 200;
    static final int LONGEST_POINT = 64;
    static final int LONGEST_TEXT = 2000;
    static final int LONGEST_CONTACT = 200;

    /**
     * A report, unchecked.
     *
     * @param what one of {@link #MATTERS}
     * @param contact by which the customer may be asked back; need not be given
     */
    public record Report(
            @Nullable String what,
            @Nullable String place,
            @Nullable String servicePointId,
            @Nullable String text,
            @Nullable String contact,
            @Nullable Boolean consent) {

        /** Without what is personal. */
        @Override
        public String toString() {
            return "Report[" + what + "]";
        }
    }

    /** @param token opens the page that tells how far it is */
    public record Taken(String token, Instant expiresAt) {}

    private final InboundDoor door;
    private final InboundEvents events;
    private final TrackingLinks links;
    private final ServicePoints points;
    private final People people;
    private final FaultReportProperties settings;
    private final RequestLimit perAddress;
    private final RequestLimit inAll;
    private final Clock clock;

    FaultReports(
            InboundDoor door,
            InboundEvents events,
            TrackingLinks links,
            ServicePoints points,
            People people,
            FaultReportProperties settings,
            Clock clock) {
        this.door = door;
        this.events = events;
        this.links = links;
        this.points = points;
        this.people = people;
        this.settings = settings;
        this.perAddress = new RequestLimit(settings.perHour(), HOUR, clock);
        this.inAll = new RequestLimit(settings.inAll(), HOUR, clock);
        this.clock = clock;
    }

    /** A setting that names no division turns the page off, and says so. */
    @EventListener(ApplicationReadyEvent.class)
    void tell() {
        misnamed()
                .ifPresent(division -> log.error(
                        "Fault reports are off, for their division does not exist: setting=truckroll.fault-reports.division division={}",
                        division));
    }

    Optional<String> misnamed() {
        return Optional.ofNullable(settings.division())
                .filter(division -> !people.divisions().contains(division));
    }

    /** Whether customers may report here at all (GEO-02). */
    public boolean on() {
        return door.open(Inbound.Kind.CLIENT_REQUEST)
                && settings.division() != null
                && misnamed().isEmpty();
    }

    /**
     * Stores it and starts its way. The same key again is the same report, with a link of its own.
     *
     * @param address where it comes from
     * @throws Problem 404 when it is off; 400 with every fault; 429 when too many come; 409 {@code idempotency-key-reused} for another report
     */
    public Taken take(Report report, String key, String language, String address) {
        Report clean = admitted(report, key, address);
        return taken(store(clean, key, language)
                .orElseThrow(() -> Problem.conflict(
                        "idempotency-key-reused", "This Idempotency-Key was used before with another report.")));
    }

    /**
     * The same for a form, whose key is hidden from its reader: what was corrected and sent once more is a report of its own.
     *
     * @throws Problem 404 when it is off; 400 with every fault; 429 when too many come
     */
    public Taken takeForm(Report report, String key, String language, String address) {
        Report clean = admitted(report, key, address);
        return taken(store(clean, key, language)
                .or(() -> store(
                        clean,
                        key + "/" + UUID.nameUUIDFromBytes(text(clean).getBytes(StandardCharsets.UTF_8)),
                        language))
                .orElseThrow());
    }

    private Report admitted(Report report, String key, String address) {
        if (!on()) {
            throw Problem.notFound("page", SOURCE);
        }
        Report clean = cleaned(report);
        check(clean, key);
        if (!perAddress.admits(address) || !inAll.admits(EVERYBODY)) {
            throw new Problem(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "quota-exceeded",
                            "Too many fault reports. Please telephone, or try again in an hour.")
                    .retryAfter(HOUR);
        }
        return clean;
    }

    /** The event; empty when the key has another report. */
    private Optional<String> store(Report clean, String key, String language) {
        Optional<ServicePoint> point =
                Optional.ofNullable(clean.servicePointId()).flatMap(points::find);
        InboundEvents.Receipt receipt = door.join(new Inbound(
                Inbound.Kind.CLIENT_REQUEST,
                SOURCE,
                key,
                point.map(ServicePoint::division).orElseGet(settings::division),
                clean.contact() == null ? SOURCE : clean.contact(),
                clean.what() + ": " + clean.place(),
                text(clean) + LANGUAGE + language,
                List.of(),
                null,
                false,
                clock.instant(),
                point.map(ServicePoint::id).orElse(null)));
        return Optional.of(receipt.eventId())
                .filter(eventId -> !receipt.known()
                        || events.tracked(eventId).orElseThrow().text().startsWith(text(clean) + LANGUAGE));
    }

    private Taken taken(String eventId) {
        TrackingLinks.Made made = links.make(TrackingLinks.Kind.EVENT, eventId, null);
        return new Taken(made.token(), made.expiresAt());
    }

    private static String text(Report report) {
        StringBuilder text = new StringBuilder(String.valueOf(report.text()))
                .append("\n\nMatter: ")
                .append(report.what())
                .append("\nPlace: ")
                .append(report.place());
        if (report.servicePointId() != null) {
            text.append("\nService point: ").append(report.servicePointId());
        }
        return text.append("\nContact: ")
                .append(report.contact() == null ? "-" : report.contact())
                .toString();
    }

    private static Report cleaned(Report report) {
        return new Report(
                report.what() == null ? null : report.what().strip().toUpperCase(Locale.ROOT),
                line(report.place()),
                line(report.servicePointId()),
                clean(report.text()),
                line(report.contact()),
                report.consent());
    }

    private static @Nullable String line(@Nullable String text) {
        String clean = clean(text);
        return clean == null ? null : clean.replaceAll("\\s+", " ");
    }

    private static @Nullable String clean(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String clean =
                UNREADABLE.matcher(text.replace("\r\n", "\n")).replaceAll("").strip();
        return clean.isEmpty() ? null : clean;
    }

    private static void check(Report report, String key) {
        List<FieldError> faults = new ArrayList<>();
        if (report.what() == null || !Set.copyOf(MATTERS).contains(report.what())) {
            faults.add(new FieldError("/what", "one of " + MATTERS));
        }
        required(faults, "/place", report.place(), LONGEST_PLACE);
        required(faults, "/text", report.text(), LONGEST_TEXT);
        atMost(faults, "/servicePointId", report.servicePointId(), LONGEST_POINT);
        atMost(faults, "/contact", report.contact(), LONGEST_CONTACT);
        if (!Boolean.TRUE.equals(report.consent())) {
            faults.add(new FieldError("/consent", "must be true"));
        }
        if (!KEY.matcher(key).matches()) {
            faults.add(new FieldError("/key", "8 to 100 letters without spaces"));
        }
        if (!faults.isEmpty()) {
            throw Problem.badRequest("The report has " + faults.size() + " fault(s).", faults);
        }
    }

    private static void required(List<FieldError> faults, String pointer, @Nullable String text, int longest) {
        if (text == null) {
            faults.add(new FieldError(pointer, "required"));
        }
        atMost(faults, pointer, text, longest);
    }

    private static void atMost(List<FieldError> faults, String pointer, @Nullable String text, int longest) {
        if (text != null && text.length() > longest) {
            faults.add(new FieldError(pointer, "at most " + longest + " letters"));
        }
    }
}
