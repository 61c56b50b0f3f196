// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.truckroll.intake.campaign.Campaign;
import org.truckroll.intake.campaign.CampaignIntake;
import org.truckroll.intake.campaign.CampaignProgress;
import org.truckroll.intake.campaign.CampaignRequest;
import org.truckroll.shared.Ids;

/**
 * Campaigns by the job executor on the database of production: thousands of points end, each once, and two campaigns together keep the limit of
 * their head end (service-orders 10.6).
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "truckroll.campaign.head-end-orders-per-minute=600")
@ActiveProfiles("demo")
@Import({PostgresInTest.class, Stories.class})
@DirtiesContext
class CampaignOnPostgresIT {

    private static final Logger log = LoggerFactory.getLogger(CampaignOnPostgresIT.class);
    /** More with {@code -Dcampaign.points=2000}; the build stays quick. */
    private static final int POINTS = Integer.getInteger("campaign.points", 150);

    private static final int EACH = 100;

    @Autowired
    private Stories stories;

    @Autowired
    private CampaignIntake intake;

    @Autowired
    private CampaignProgress progress;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void manyPointsAreReleasedAndEndedOnce() throws Exception {
        Campaign campaign = start(points(POINTS, "{}"), new CampaignRequest.Canary(20, null), null);
        Instant begin = Instant.now();
        until(campaign, Duration.ofMinutes(10), now -> now.items().waiting() == 0);
        long release = Duration.between(begin, Instant.now()).toMillis();
        until(campaign, Duration.ofMinutes(10), now -> now.campaign().state() == Campaign.State.COMPLETED);
        long all = Duration.between(begin, Instant.now()).toMillis();
        log.info(
                "Campaign measured: points={} releasedAfterMs={} pointsPerSecondReleased={} endedAfterMs={} pointsPerSecondEnded={}",
                POINTS,
                release,
                POINTS * 1000L / release,
                all,
                POINTS * 1000L / all);

        assertThat(progress.of(progress.visible(campaign.id(), Stories.CIS))
                        .items()
                        .completed())
                .isEqualTo(POINTS);
        assertThat(jdbc.sql("select count(*) from tr_service_order where external_id like :number")
                        .param("number", campaign.externalId() + "-%")
                        .query(Integer.class)
                        .single())
                .isEqualTo(POINTS);
        assertThat(jdbc.sql("""
                                select count(*) from act_hi_actinst a join act_hi_procinst p on p.id_ = a.proc_inst_id_
                                where p.business_key_ = :id
                                """).param("id", campaign.id()).query(Integer.class).single())
                .as("elements of the process: of chunks, not of points")
                .isLessThan(POINTS / 2);
    }

    @Test
    void twoCampaignsTogetherKeepTheLimitOfTheHeadEnd() throws Exception {
        // Both want more than the head end may get; each of its own limits alone would be kept.
        CampaignRequest.Pacing pacing = new CampaignRequest.Pacing(null, Map.of("shared", 500));
        Campaign one = start(points(EACH, "{\"headEnd\":\"shared\"}"), null, pacing);
        Campaign other = start(points(EACH, "{\"headEnd\":\"shared\"}"), null, pacing);
        until(one, Duration.ofMinutes(5), now -> now.items().waiting() == 0);
        until(other, Duration.ofMinutes(5), now -> now.items().waiting() == 0);

        List<Instant> times = jdbc.sql(
                        "select released_at from tr_campaign_item where head_end = 'shared' order by released_at")
                .query((rs, row) ->
                        rs.getObject(1, java.time.OffsetDateTime.class).toInstant())
                .list();
        assertThat(times).hasSize(2 * EACH);
        for (int i = 0; i + EACH < times.size(); i++) {
            assertThat(Duration.between(times.get(i), times.get(i + EACH)))
                    .as("101 orders need ten seconds")
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        }
    }

    private Campaign start(List<String> points, CampaignRequest.Canary canary, CampaignRequest.Pacing pacing) {
        return intake.accept(
                        new CampaignRequest(
                                "C-" + Ids.next(),
                                null,
                                "ENABLE",
                                null,
                                points,
                                null,
                                500,
                                null,
                                canary,
                                pacing,
                                null,
                                null),
                        Stories.CIS)
                .campaign();
    }

    /** Lamps that burn already: nothing is left to do for their orders. */
    private List<String> points(int count, String device) {
        return IntStream.range(0, count)
                .mapToObj(i -> stories.at("{\"category\":\"ITEM\",\"device\":" + lamp(device) + "}").pointId)
                .toList();
    }

    private static String lamp(String more) {
        var device = Stories.object("{\"kind\":\"MANUAL\",\"switch\":\"ON\",\"registers\":[]}");
        device.setAll(Stories.object(more));
        return device.toString();
    }

    private void until(
            Campaign campaign, Duration patience, java.util.function.Predicate<CampaignProgress.Progress> reached)
            throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (!reached.test(progress.of(progress.visible(campaign.id(), Stories.CIS)))) {
            assertThat(Instant.now())
                    .as("patience with campaign %s", campaign.id())
                    .isBefore(end);
            Thread.sleep(200);
        }
    }
}
