// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.intake.Intake;
import org.truckroll.intake.OrderRequest;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.OrderTypes;
import org.truckroll.people.Caller;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;
import org.truckroll.shared.RefusedAddressException;

/** Takes campaigns in: once per (requester, externalId), with all their items and their process in one transaction. */
@Service
public class CampaignIntake {

    /** What became of a request. */
    public record Accepted(Campaign campaign, boolean known) {}

    /** Most points of one campaign. */
    static final int MOST_POINTS = 50_000;

    private static final Logger log = LoggerFactory.getLogger(CampaignIntake.class);
    private static final int MOST_ERRORS = 50;
    private static final int BATCH = 500;
    private static final BigDecimal DEFAULT_RATE = new BigDecimal("0.1");

    private final CampaignStore campaigns;
    private final CampaignItems items;
    private final Intake intake;
    private final OrderTypes types;
    private final ServicePoints points;
    private final OrderLifecycle lifecycle;
    private final AddressGuard addresses;
    private final Json json;
    private final Clock clock;
    private final TransactionTemplate transaction;

    CampaignIntake(
            CampaignStore campaigns,
            CampaignItems items,
            Intake intake,
            OrderTypes types,
            ServicePoints points,
            OrderLifecycle lifecycle,
            AddressGuard addresses,
            Json json,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.campaigns = campaigns;
        this.items = items;
        this.intake = intake;
        this.types = types;
        this.points = points;
        this.lifecycle = lifecycle;
        this.addresses = addresses;
        this.json = json;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** An item as asked for, and where that stood in the body. */
    private record Wanted(int cohort, CampaignRequest.Item item, String pointer) {}

    /**
     * Accepts a campaign and starts it.
     *
     * @throws Problem 400 and 422 with the faults, 409 {@code external-id-reused}
     */
    public Accepted accept(CampaignRequest request, Caller caller) {
        List<FieldError> errors = new ArrayList<>();
        List<CampaignStore.Cohort> cohorts = new ArrayList<>();
        List<Wanted> wanted = wanted(request, cohorts, errors);
        Campaign.Plan plan = plan(request, errors);
        checkItems(request, wanted, errors);
        if (!errors.isEmpty()) {
            throw Problem.badRequest(
                    "The campaign is not in the form of the contract.",
                    errors.subList(0, Math.min(errors.size(), MOST_ERRORS)));
        }
        String hash = json.hash(request);
        try {
            return inTransaction(request, plan, cohorts, wanted, hash, caller);
        } catch (DuplicateKeyException e) {
            // Two posts of one external id met: now the first one can be seen.
            return inTransaction(request, plan, cohorts, wanted, hash, caller);
        }
    }

    private Accepted inTransaction(
            CampaignRequest request,
            Campaign.Plan plan,
            List<CampaignStore.Cohort> cohorts,
            List<Wanted> wanted,
            String hash,
            Caller caller) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Optional<Campaign> known = campaigns.findByExternalId(caller.id(), String.valueOf(request.externalId()));
            if (known.isPresent()) {
                return replay(known.get(), hash);
            }
            checkPossible(request);
            Map<String, ServicePoint> found = visible(wanted, caller);
            Campaign campaign = campaign(request, plan, division(found), hash, caller);
            campaigns.add(campaign, cohorts);
            items.addAll(campaign.id(), rows(campaign, wanted, found));
            lifecycle.start(
                    Campaign.PROCESS,
                    campaign.id(),
                    Map.of(
                            "campaignId",
                            campaign.id(),
                            "campaignName",
                            campaign.name(),
                            "division",
                            campaign.division()));
            log.info(
                    "Campaign accepted: campaignId={} type={} division={} points={} unknownPoints={}",
                    campaign.id(),
                    campaign.type(),
                    campaign.division(),
                    wanted.size(),
                    wanted.size() - found.size());
            return new Accepted(campaign, false);
        }));
    }

    private static Accepted replay(Campaign known, String hash) {
        if (known.bodyHash().equals(hash)) {
            return new Accepted(known, true);
        }
        throw Problem.conflict("external-id-reused", "This externalId was used before with another body.")
                .with("conflictsWith", known.id());
    }

    private Campaign campaign(
            CampaignRequest request, Campaign.Plan plan, String division, String hash, Caller caller) {
        Instant now = clock.instant();
        String externalId = String.valueOf(request.externalId());
        return new Campaign(
                Ids.next(),
                externalId,
                caller.id(),
                caller.kind().name(),
                request.name() == null ? externalId : request.name(),
                String.valueOf(request.type()),
                division,
                Campaign.State.RUNNING,
                plan.canarySize() == 0 ? Campaign.CanaryState.NONE : Campaign.CanaryState.RUNNING,
                plan,
                null,
                null,
                now,
                now,
                now,
                null,
                null,
                hash);
    }

    /** The canary is the first items whose point is known. */
    private static List<CampaignItems.Row> rows(
            Campaign campaign, List<Wanted> wanted, Map<String, ServicePoint> found) {
        List<CampaignItems.Row> rows = new ArrayList<>();
        int canary = campaign.plan().canarySize();
        for (Wanted one : wanted) {
            int number = rows.size() + 1;
            String pointId = String.valueOf(one.item().servicePointId());
            ServicePoint point = found.get(pointId);
            String ownId = one.item().externalId();
            rows.add(new CampaignItems.Row(
                    number,
                    one.cohort(),
                    pointId,
                    ownId == null ? campaign.externalId() + "-" + number : ownId,
                    one.item().collection(),
                    point == null ? CampaignItem.NO_HEAD_END : headEnd(point),
                    point != null && canary-- > 0,
                    point == null ? CampaignItem.State.REFUSED : CampaignItem.State.WAITING,
                    point == null ? "unknown-service-point" : null,
                    point == null ? "There is no service point '" + pointId + "' that you may use." : null));
        }
        return rows;
    }

    static String headEnd(ServicePoint point) {
        Device device = point.device();
        return device == null || device.headEnd() == null || device.headEnd().isBlank()
                ? CampaignItem.NO_HEAD_END
                : device.headEnd();
    }

    private Map<String, ServicePoint> visible(List<Wanted> wanted, Caller caller) {
        Map<String, ServicePoint> found = new HashMap<>();
        List<String> ids = wanted.stream()
                .map(one -> String.valueOf(one.item().servicePointId()))
                .toList();
        for (int from = 0; from < ids.size(); from += BATCH) {
            points.findAll(ids.subList(from, Math.min(ids.size(), from + BATCH))).values().stream()
                    .filter(point -> caller.sees(point.division()))
                    .forEach(point -> found.put(point.id(), point));
        }
        return found;
    }

    /** A campaign belongs to one division, so that its numbers tell nobody about another one. */
    private static String division(Map<String, ServicePoint> found) {
        Set<String> divisions = new TreeSet<>();
        found.values().forEach(point -> divisions.add(point.division()));
        if (divisions.isEmpty()) {
            throw Problem.unprocessable(
                    "unknown-service-point", "There is none of these service points that you may use.");
        }
        if (divisions.size() > 1) {
            throw Problem.unprocessable(
                            "several-divisions",
                            "The points belong to the divisions " + String.join(", ", divisions)
                                    + ". Make one campaign for each.")
                    .with("divisions", divisions);
        }
        return divisions.iterator().next();
    }

    private void checkPossible(CampaignRequest request) {
        Set<String> supported = new TreeSet<>(types.supported());
        if (!supported.contains(request.type())) {
            throw Problem.unprocessable(
                            "unknown-type",
                            "Orders of type '" + request.type() + "' are not supported. Supported: "
                                    + String.join(", ", supported) + ".",
                            new FieldError("/type", "must be one of " + String.join(", ", supported)))
                    .with("supportedTypes", supported);
        }
        String replyTo = request.order() == null ? null : request.order().replyTo();
        if (replyTo != null) {
            try {
                addresses.checkForm(URI.create(replyTo));
            } catch (RefusedAddressException | IllegalArgumentException e) {
                throw Problem.unprocessable(
                        "callback-refused",
                        "Answers cannot be sent to this address: " + e.getMessage(),
                        new FieldError("/order/replyTo", "is not an address that may be called"));
            }
        }
    }

    /** The items in their order, and the cohorts they stand in. */
    private static List<Wanted> wanted(
            CampaignRequest request, List<CampaignStore.Cohort> cohorts, List<FieldError> errors) {
        List<Wanted> wanted = new ArrayList<>();
        Integer size = request.cohortSize();
        if (request.cohorts() != null) {
            if (request.servicePointIds() != null || request.items() != null || size != null) {
                errors.add(new FieldError("/cohorts", "stands instead of servicePointIds, items and cohortSize"));
            }
            Set<String> names = new HashSet<>();
            for (CampaignRequest.Cohort cohort : request.cohorts()) {
                int seq = cohorts.size() + 1;
                String pointer = "/cohorts/" + (seq - 1);
                if (cohort == null) {
                    errors.add(new FieldError(pointer, "is required"));
                    continue;
                }
                String name = cohort.name() == null ? String.valueOf(seq) : cohort.name();
                text(errors, pointer + "/name", name, 100);
                if (!names.add(name)) {
                    errors.add(new FieldError(pointer + "/name", "is the name of another cohort"));
                }
                cohorts.add(
                        new CampaignStore.Cohort(seq, name, instant(errors, pointer + "/startAt", cohort.startAt())));
                int before = wanted.size();
                collect(wanted, seq, pointer, cohort.servicePointIds(), cohort.items());
                if (wanted.size() == before) {
                    errors.add(new FieldError(pointer, "has no service points"));
                }
            }
        } else {
            if (size != null && size < 1) {
                errors.add(new FieldError("/cohortSize", "must be at least 1"));
                size = null;
            }
            collect(wanted, 1, "", request.servicePointIds(), request.items());
            int each = size == null ? Math.max(1, wanted.size()) : size;
            for (int seq = 1; (seq - 1) * each < wanted.size(); seq++) {
                cohorts.add(new CampaignStore.Cohort(seq, String.valueOf(seq), null));
            }
            for (int i = 0; i < wanted.size(); i++) {
                Wanted one = wanted.get(i);
                wanted.set(i, new Wanted(i / each + 1, one.item(), one.pointer()));
            }
        }
        if (wanted.isEmpty()) {
            errors.add(new FieldError("/cohorts", "needs service points, here or in /servicePointIds or /items"));
        }
        if (wanted.size() > MOST_POINTS) {
            errors.add(new FieldError("/cohorts", "has more than " + MOST_POINTS + " service points"));
        }
        return wanted;
    }

    private static void collect(
            List<Wanted> wanted,
            int cohort,
            String pointer,
            @Nullable List<String> ids,
            @Nullable List<CampaignRequest.Item> given) {
        for (int i = 0; ids != null && i < ids.size(); i++) {
            wanted.add(new Wanted(
                    cohort, new CampaignRequest.Item(ids.get(i), null, null), pointer + "/servicePointIds/" + i));
        }
        for (int i = 0; given != null && i < given.size(); i++) {
            CampaignRequest.Item item = given.get(i);
            wanted.add(new Wanted(
                    cohort, item == null ? new CampaignRequest.Item(null, null, null) : item, pointer + "/items/" + i));
        }
    }

    /** Each item makes an order in the form of the contract; no point and no number twice. */
    private void checkItems(CampaignRequest request, List<Wanted> wanted, List<FieldError> errors) {
        String externalId = request.externalId();
        if (externalId == null || externalId.isBlank()) {
            errors.add(new FieldError("/externalId", "is required"));
        } else {
            text(errors, "/externalId", externalId, 190);
        }
        if (request.name() != null) {
            text(errors, "/name", request.name(), 200);
        }
        checkOrder(request, "SP", null, "/order", errors);
        Set<String> pointIds = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        for (Wanted one : wanted) {
            CampaignRequest.Item item = one.item();
            boolean plain = item.externalId() == null && item.collection() == null;
            String id = item.servicePointId();
            if (id == null || id.isBlank() || id.length() > 64 || id.indexOf('\u0000') >= 0) {
                errors.add(new FieldError(one.pointer(), "needs the id of a service point, at most 64 characters"));
            } else if (!pointIds.add(id)) {
                errors.add(new FieldError(one.pointer(), "service point '" + id + "' is there twice"));
            } else if (!plain) {
                checkOrder(request, id, item, one.pointer(), errors);
            }
            if (item.externalId() != null && !numbers.add(item.externalId())) {
                errors.add(new FieldError(one.pointer() + "/externalId", "is there twice"));
            }
        }
    }

    private void checkOrder(
            CampaignRequest request,
            String point,
            CampaignRequest.@Nullable Item item,
            String pointer,
            List<FieldError> errors) {
        String number = item == null || item.externalId() == null ? "-" : item.externalId();
        try {
            intake.checkForm(
                    order(request.type(), request.order(), point, number, item == null ? null : item.collection()));
        } catch (Problem e) {
            e.errors().stream()
                    .map(error -> new FieldError(
                            error.pointer().equals("/type") ? "/type" : pointer + error.pointer(), error.message()))
                    .filter(error -> !errors.contains(error))
                    .forEach(errors::add);
        }
    }

    /** The order of an item; its own collection stands before the common one. */
    static OrderRequest order(
            @Nullable String type,
            CampaignRequest.@Nullable Template template,
            String point,
            String number,
            OrderRequest.@Nullable Collection own) {
        return template == null
                ? new OrderRequest(number, type, point, null, null, null, null, null, own, null, null)
                : new OrderRequest(
                        number,
                        type,
                        point,
                        template.requestedDate(),
                        template.priority(),
                        template.reason(),
                        template.permanent(),
                        null,
                        own == null ? template.collection() : own,
                        template.replyTo(),
                        template.notes());
    }

    private static Campaign.Plan plan(CampaignRequest request, List<FieldError> errors) {
        CampaignRequest.Canary canary = request.canary();
        CampaignRequest.Pacing pacing = request.pacing();
        CampaignRequest.FailureRate failures = request.failureRate();
        Map<String, Integer> perHeadEnd =
                pacing == null || pacing.perHeadEnd() == null ? Map.of() : pacing.perHeadEnd();
        perHeadEnd.forEach((headEnd, most) -> positive(errors, "/pacing/perHeadEnd/" + headEnd, most));
        Integer overall = pacing == null ? null : pacing.ordersPerMinute();
        if (overall != null) {
            positive(errors, "/pacing/ordersPerMinute", overall);
        }
        int size = 0;
        if (canary != null) {
            size = positive(errors, "/canary/size", canary.size());
        }
        int window = failures == null || failures.window() == null
                ? 100
                : positive(errors, "/failureRate/window", failures.window());
        int minimum = failures == null || failures.minimum() == null
                ? Math.min(10, window)
                : positive(errors, "/failureRate/minimum", failures.minimum());
        if (window > 10_000) {
            errors.add(new FieldError("/failureRate/window", "must be at most 10000"));
        }
        if (minimum > window) {
            errors.add(new FieldError("/failureRate/minimum", "must not be above window"));
        }
        return new Campaign.Plan(
                request.order() == null
                        ? new CampaignRequest.Template(null, null, null, null, null, null, null)
                        : request.order(),
                size,
                rate(errors, "/canary/maxFailureRate", canary == null ? null : canary.maxFailureRate()),
                overall,
                Map.copyOf(perHeadEnd.entrySet().stream()
                        .filter(entry -> entry.getValue() != null)
                        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))),
                rate(errors, "/failureRate/max", failures == null ? null : failures.max()),
                window,
                minimum,
                instant(errors, "/startAt", request.startAt()));
    }

    private static int positive(List<FieldError> errors, String pointer, @Nullable Integer value) {
        if (value == null || value < 1 || value > 1_000_000) {
            errors.add(new FieldError(pointer, "must be between 1 and 1000000"));
            return 1;
        }
        return value;
    }

    private static BigDecimal rate(List<FieldError> errors, String pointer, @Nullable BigDecimal value) {
        if (value == null) {
            return DEFAULT_RATE;
        }
        if (value.signum() < 0 || value.compareTo(BigDecimal.ONE) > 0) {
            errors.add(new FieldError(pointer, "must be between 0 and 1"));
        }
        return value;
    }

    private static void text(List<FieldError> errors, String pointer, String value, int max) {
        if (value.isBlank() || value.length() > max || value.indexOf('\u0000') >= 0) {
            errors.add(new FieldError(pointer, "must have 1 to " + max + " characters"));
        }
    }

    private static @Nullable Instant instant(List<FieldError> errors, String pointer, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 1900 && time.getYear() <= 2999) {
                return time.toInstant();
            }
        } catch (DateTimeParseException e) {
            // Told below, together with what is parsed but is no date of ours.
        }
        errors.add(new FieldError(pointer, "must be an instant such as 2026-11-21T08:00:00Z"));
        return null;
    }
}
