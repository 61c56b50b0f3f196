// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.intake.OrderRequest;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.shared.Json;
import org.truckroll.shared.SqlTime;

/** The items of campaigns, read together with the orders that came of them. */
@Repository
class CampaignItems {

    /** An item as it is stored. */
    record Row(
            int seq,
            int cohort,
            String servicePointId,
            String externalId,
            OrderRequest.@Nullable Collection collection,
            String headEnd,
            boolean canary,
            CampaignItem.State state,
            @Nullable String problem,
            @Nullable String problemDetail) {}

    /** How many items of a cohort wait for their release to a head end. */
    record Waiting(int cohort, String headEnd, int count) {}

    /** What became of an item at its release. */
    record Settled(
            int seq,
            CampaignItem.State state,
            @Nullable String orderId,
            String headEnd,
            @Nullable String problem,
            @Nullable String problemDetail) {}

    /** Items counted; {@code order} null means that they have no order. */
    record Count(
            int cohort,
            String headEnd,
            boolean canary,
            CampaignItem.State state,
            @Nullable OrderState order,
            int count) {

        boolean ended() {
            return switch (state) {
                case WAITING -> false;
                case REFUSED, STOPPED -> true;
                case RELEASED -> order != null && ENDS.contains(order);
            };
        }
    }

    static final Set<OrderState> ENDS = Set.of(
            OrderState.COMPLETED, OrderState.PARTIAL, OrderState.FAILED, OrderState.REJECTED, OrderState.CANCELLED);

    /** How the last orders ended: true = well. Cancelled ones say nothing. */
    private static final String ENDED = """
            from tr_campaign_item i left join tr_service_order o on o.id = i.order_id
            where i.campaign_id = :id and i.released_at is not null
            and (i.state = 'REFUSED' and i.released_at > :from
              or o.completed_at > :from and o.state in ('COMPLETED', 'PARTIAL', 'FAILED', 'REJECTED'))
            """;

    private static final String ITEM = """
            select i.seq, c.name as cohort_name, i.service_point_id, i.external_id, i.collection, i.head_end, i.canary, i.state, i.order_id,
            i.problem, i.problem_detail, i.released_at, o.state as order_state, o.outcome, o.completed_at
            from tr_campaign_item i
            join tr_campaign_cohort c on c.campaign_id = i.campaign_id and c.seq = i.cohort
            left join tr_service_order o on o.id = i.order_id
            where i.campaign_id = :id
            """;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcOperations batches;
    private final Json json;
    private final TransactionTemplate savepoint;

    CampaignItems(
            JdbcClient jdbc, NamedParameterJdbcOperations batches, Json json, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.json = json;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    void addAll(String campaignId, List<Row> rows) {
        batches.batchUpdate(
                """
                insert into tr_campaign_item (campaign_id, seq, cohort, service_point_id, external_id, collection, head_end, canary, state,
                problem, problem_detail)
                values (:campaign, :seq, :cohort, :point, :externalId, :collection, :headEnd, :canary, :state, :problem, :detail)
                """,
                rows.stream()
                        .map(row -> new MapSqlParameterSource()
                                .addValue("campaign", campaignId)
                                .addValue("seq", row.seq())
                                .addValue("cohort", row.cohort())
                                .addValue("point", row.servicePointId())
                                .addValue("externalId", row.externalId())
                                .addValue("collection", row.collection() == null ? null : json.write(row.collection()))
                                .addValue("headEnd", row.headEnd())
                                .addValue("canary", row.canary())
                                .addValue("state", row.state().name())
                                .addValue("problem", row.problem())
                                .addValue("detail", row.problemDetail()))
                        .toArray(SqlParameterSource[]::new));
    }

    /** By cohort and head end; of the canary only, if so wanted. */
    List<Waiting> waiting(String campaignId, boolean canaryOnly) {
        return jdbc.sql("select cohort, head_end, count(*) as items from tr_campaign_item"
                        + " where campaign_id = :id and state = 'WAITING'" + (canaryOnly ? " and canary = true" : "")
                        + " group by cohort, head_end order by cohort, head_end")
                .param("id", campaignId)
                .query((rs, row) -> new Waiting(rs.getInt("cohort"), rs.getString("head_end"), rs.getInt("items")))
                .list();
    }

    /** The next items of a cohort for a head end, in their order. */
    List<Row> next(String campaignId, int cohort, String headEnd, boolean canaryOnly, int most) {
        return jdbc.sql(
                        "select seq, cohort, service_point_id, external_id, collection, head_end, canary, state, problem, problem_detail"
                                + " from tr_campaign_item where campaign_id = :id and state = 'WAITING' and cohort = :cohort"
                                + " and head_end = :headEnd" + (canaryOnly ? " and canary = true" : "")
                                + " order by seq fetch first " + most + " rows only")
                .param("id", campaignId)
                .param("cohort", cohort)
                .param("headEnd", headEnd)
                .query((rs, row) -> new Row(
                        rs.getInt("seq"),
                        rs.getInt("cohort"),
                        rs.getString("service_point_id"),
                        rs.getString("external_id"),
                        json.readNullable(rs.getString("collection"), OrderRequest.Collection.class),
                        rs.getString("head_end"),
                        rs.getBoolean("canary"),
                        CampaignItem.State.valueOf(rs.getString("state")),
                        rs.getString("problem"),
                        rs.getString("problem_detail")))
                .list();
    }

    /** Waits until no other campaign releases for this head end. */
    void hold(String headEnd) {
        if (lock(headEnd).isEmpty()) {
            try {
                // A savepoint, because PostgreSQL ends the transaction of a violated constraint.
                savepoint.executeWithoutResult(
                        status -> jdbc.sql("insert into tr_campaign_head_end (head_end) values (:id)")
                                .param("id", headEnd)
                                .update());
            } catch (DuplicateKeyException e) {
                lock(headEnd);
            }
        }
    }

    private Optional<String> lock(String headEnd) {
        return jdbc.sql("select head_end from tr_campaign_head_end where head_end = :id for update")
                .param("id", headEnd)
                .query(String.class)
                .optional();
    }

    /** What all campaigns have released since then, by campaign, head end and moment. */
    List<Pace.Released> releasedAfter(Instant then) {
        return jdbc.sql("""
                        select campaign_id, head_end, released_at, count(*) as items from tr_campaign_item
                        where released_at > :then and state = 'RELEASED' group by campaign_id, head_end, released_at
                        """)
                .param("then", SqlTime.toSql(then))
                .query((rs, row) -> new Pace.Released(
                        rs.getString("campaign_id"),
                        rs.getString("head_end"),
                        SqlTime.read(rs, "released_at"),
                        rs.getInt("items")))
                .list();
    }

    Optional<Instant> lastRelease(String campaignId) {
        return jdbc.sql("select released_at from tr_campaign_item where campaign_id = :id and released_at is not null"
                        + " order by released_at desc fetch first 1 rows only")
                .param("id", campaignId)
                .query((rs, row) -> SqlTime.read(rs, "released_at"))
                .optional();
    }

    void settle(String campaignId, List<Settled> settled, Instant now) {
        batches.batchUpdate(
                """
                update tr_campaign_item set state = :state, order_id = :order, head_end = :headEnd, problem = :problem,
                problem_detail = :detail, released_at = :releasedAt where campaign_id = :campaign and seq = :seq
                """,
                settled.stream()
                        .map(one -> new MapSqlParameterSource()
                                .addValue("campaign", campaignId)
                                .addValue("seq", one.seq())
                                .addValue("state", one.state().name())
                                .addValue("order", one.orderId())
                                .addValue("headEnd", one.headEnd())
                                .addValue("problem", one.problem())
                                .addValue("detail", one.problemDetail())
                                .addValue(
                                        "releasedAt",
                                        one.state() == CampaignItem.State.WAITING ? null : SqlTime.toSql(now)))
                        .toArray(SqlParameterSource[]::new));
    }

    int stopWaiting(String campaignId) {
        return jdbc.sql("update tr_campaign_item set state = 'STOPPED' where campaign_id = :id and state = 'WAITING'")
                .param("id", campaignId)
                .update();
    }

    /** Whether the last orders ended well, newest first; partial ones did not, cancelled ones do not count. */
    List<Boolean> lastEnds(String campaignId, Instant from, int most, boolean canaryOnly) {
        return jdbc.sql("select coalesce(o.state, 'REFUSED') as ending " + ENDED
                        + (canaryOnly ? " and i.canary = true" : "")
                        + " order by coalesce(o.completed_at, i.released_at) desc, i.seq desc fetch first " + most
                        + " rows only")
                .param("id", campaignId)
                .param("from", SqlTime.toSql(from))
                .query((rs, row) -> OrderState.COMPLETED.name().equals(rs.getString("ending")))
                .list();
    }

    List<Count> counts(String campaignId) {
        return jdbc.sql("""
                        select i.cohort, i.head_end, i.canary, i.state, o.state as order_state, count(*) as items
                        from tr_campaign_item i left join tr_service_order o on o.id = i.order_id
                        where i.campaign_id = :id group by i.cohort, i.head_end, i.canary, i.state, o.state
                        """)
                .param("id", campaignId)
                .query((rs, row) -> new Count(
                        rs.getInt("cohort"),
                        rs.getString("head_end"),
                        rs.getBoolean("canary"),
                        CampaignItem.State.valueOf(rs.getString("state")),
                        orderState(rs),
                        rs.getInt("items")))
                .list();
    }

    /** Released items whose order has not ended. */
    boolean anyOpen(String campaignId, boolean canaryOnly) {
        return jdbc.sql("""
                        select i.seq from tr_campaign_item i join tr_service_order o on o.id = i.order_id
                        where i.campaign_id = :id and i.state = 'RELEASED' and o.completed_at is null
                        """ + (canaryOnly ? " and i.canary = true" : "") + " fetch first 1 rows only")
                .param("id", campaignId)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** In their order; states and cohort null = any. */
    List<CampaignItem> page(
            String campaignId,
            CampaignItem.@Nullable State state,
            @Nullable OrderState orderState,
            @Nullable String cohort,
            @Nullable Integer after,
            int most) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> params = new LinkedHashMap<>(Map.of("id", campaignId));
        and(conditions, params, "i.state = :state", "state", state == null ? null : state.name());
        and(conditions, params, "o.state = :order", "order", orderState == null ? null : orderState.name());
        and(conditions, params, "c.name = :cohort", "cohort", cohort);
        and(conditions, params, "i.seq > :after", "after", after);
        return jdbc.sql(ITEM + String.join("", conditions) + " order by i.seq fetch first " + most + " rows only")
                .params(params)
                .query(this::item)
                .list();
    }

    private static void and(
            List<String> conditions, Map<String, Object> params, String sql, String name, @Nullable Object value) {
        if (value != null) {
            conditions.add(" and " + sql);
            params.put(name, value);
        }
    }

    private CampaignItem item(ResultSet rs, int row) throws SQLException {
        return new CampaignItem(
                rs.getInt("seq"),
                rs.getString("cohort_name"),
                rs.getString("service_point_id"),
                rs.getString("external_id"),
                json.readNullable(rs.getString("collection"), OrderRequest.Collection.class),
                rs.getString("head_end"),
                rs.getBoolean("canary"),
                CampaignItem.State.valueOf(rs.getString("state")),
                rs.getString("order_id"),
                rs.getString("problem"),
                rs.getString("problem_detail"),
                SqlTime.readNullable(rs, "released_at"),
                orderState(rs),
                rs.getString("outcome"),
                SqlTime.readNullable(rs, "completed_at"));
    }

    private static @Nullable OrderState orderState(ResultSet rs) throws SQLException {
        String state = rs.getString("order_state");
        return state == null ? null : OrderState.valueOf(state);
    }
}
