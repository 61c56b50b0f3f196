// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Json;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The rows of campaigns and their cohorts. Whoever changes or releases holds the campaign's row. */
@Repository
class CampaignStore {

    /** A cohort, numbered from 1. */
    record Cohort(int seq, String name, @Nullable Instant startAt) {}

    private static final String COLUMNS = """
            id, external_id, requester, requester_kind, name, type, division, state, canary, plan, pause_code, pause_reason, changed_by,
            changed_at, judged_from, created_at, completed_at, summary, body_hash
            """;

    private final JdbcClient jdbc;
    private final Json json;
    private final Clock clock;

    CampaignStore(JdbcClient jdbc, Json json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** Stores a new campaign. A known (requester, externalId) violates a unique key. */
    void add(Campaign campaign, List<Cohort> cohorts) {
        jdbc.sql("insert into tr_campaign (" + COLUMNS + """
                        ) values (:id, :externalId, :requester, :requesterKind, :name, :type, :division, :state, :canary, :plan, null, null,
                        null, :now, :now, :now, null, null, :hash)
                        """)
                .param("id", campaign.id())
                .param("externalId", campaign.externalId())
                .param("requester", campaign.requester())
                .param("requesterKind", campaign.requesterKind())
                .param("name", campaign.name())
                .param("type", campaign.type())
                .param("division", campaign.division())
                .param("state", campaign.state().name())
                .param("canary", campaign.canary().name())
                .param("plan", json.write(campaign.plan()))
                .param("now", SqlTime.toSql(campaign.createdAt()))
                .param("hash", campaign.bodyHash())
                .update();
        for (Cohort cohort : cohorts) {
            jdbc.sql(
                            "insert into tr_campaign_cohort (campaign_id, seq, name, start_at) values (:id, :seq, :name, :startAt)")
                    .param("id", campaign.id())
                    .param("seq", cohort.seq())
                    .param("name", cohort.name())
                    .param("startAt", SqlTime.toSql(cohort.startAt()))
                    .update();
        }
    }

    Optional<Campaign> find(String id) {
        return find(id, "");
    }

    /** The campaign, held until the end of the transaction. */
    Campaign lock(String id) {
        return find(id, " for update").orElseThrow(() -> new IllegalStateException("No campaign " + id));
    }

    private Optional<Campaign> find(String id, String suffix) {
        return jdbc.sql("select " + COLUMNS + " from tr_campaign where id = :id" + suffix)
                .param("id", id)
                .query(this::map)
                .optional();
    }

    Optional<Campaign> findByExternalId(String requester, String externalId) {
        return jdbc.sql("select " + COLUMNS
                        + " from tr_campaign where requester = :requester and external_id = :externalId")
                .param("requester", requester)
                .param("externalId", externalId)
                .query(this::map)
                .optional();
    }

    /** Newest first, within the divisions given. */
    List<Campaign> search(Campaign.@Nullable State state, Set<String> divisions, Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        List<String> conditions = new ArrayList<>(List.of("division in (:divisions)"));
        Map<String, Object> params = new LinkedHashMap<>(Map.of("divisions", divisions));
        if (state != null) {
            conditions.add("state = :state");
            params.put("state", state.name());
        }
        if (page.after() != null) {
            conditions.add("id < :after");
            params.put("after", page.after());
        }
        return jdbc.sql("select " + COLUMNS + " from tr_campaign where " + String.join(" and ", conditions)
                        + " order by id desc fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(this::map)
                .list();
    }

    List<Cohort> cohorts(String id) {
        return jdbc.sql("select seq, name, start_at from tr_campaign_cohort where campaign_id = :id order by seq")
                .param("id", id)
                .query((rs, row) ->
                        new Cohort(rs.getInt("seq"), rs.getString("name"), SqlTime.readNullable(rs, "start_at")))
                .list();
    }

    void pause(String id, Campaign.Pause pause, String by) {
        jdbc.sql("""
                        update tr_campaign set state = 'PAUSED', pause_code = :code, pause_reason = :reason, changed_by = :by, changed_at = :now
                        where id = :id
                        """)
                .param("code", pause.code().name())
                .param("reason", pause.reason())
                .param("by", by)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    /** Goes on; what failed until now counts no more. */
    void resume(String id, Campaign.CanaryState canary, String by) {
        jdbc.sql("""
                        update tr_campaign set state = 'RUNNING', canary = :canary, pause_code = null, pause_reason = null, changed_by = :by,
                        changed_at = :now, judged_from = :now where id = :id
                        """)
                .param("canary", canary.name())
                .param("by", by)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    void canaryPassed(String id) {
        jdbc.sql("update tr_campaign set canary = 'PASSED' where id = :id")
                .param("id", id)
                .update();
    }

    void end(String id, Campaign.State state, String by) {
        jdbc.sql("""
                        update tr_campaign set state = :state, pause_code = null, pause_reason = null, changed_by = :by, changed_at = :now,
                        completed_at = :now where id = :id
                        """)
                .param("state", state.name())
                .param("by", by)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    void summarize(String id, String summary) {
        jdbc.sql("update tr_campaign set summary = :summary where id = :id")
                .param("summary", summary)
                .param("id", id)
                .update();
    }

    private Campaign map(ResultSet rs, int row) throws SQLException {
        String code = rs.getString("pause_code");
        return new Campaign(
                rs.getString("id"),
                rs.getString("external_id"),
                rs.getString("requester"),
                rs.getString("requester_kind"),
                rs.getString("name"),
                rs.getString("type"),
                rs.getString("division"),
                Campaign.State.valueOf(rs.getString("state")),
                Campaign.CanaryState.valueOf(rs.getString("canary")),
                json.read(rs.getString("plan"), Campaign.Plan.class),
                code == null
                        ? null
                        : new Campaign.Pause(Campaign.Pause.Code.valueOf(code), rs.getString("pause_reason")),
                rs.getString("changed_by"),
                SqlTime.read(rs, "changed_at"),
                SqlTime.read(rs, "judged_from"),
                SqlTime.read(rs, "created_at"),
                SqlTime.readNullable(rs, "completed_at"),
                rs.getString("summary"),
                rs.getString("body_hash"));
    }
}
