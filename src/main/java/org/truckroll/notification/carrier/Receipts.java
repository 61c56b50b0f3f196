// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.time.Clock;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.SqlTime;

/**
 * Takes the receipts of providers. One that comes before our own note of the message (pitfall 8) is kept until that is made: each side writes
 * first and looks for the other afterwards, so that one of them finds both.
 */
@Component
public class Receipts {

    /** Who knows the messages. */
    public interface Taker {

        /** In the caller's transaction; false when no message has this id yet. */
        boolean take(Receipt receipt);

        /** Notes what the provider calls a message of ours whose answer did not reach us. */
        void name(String provider, String deliveryId, String providerId);
    }

    private static final int LONGEST_DETAIL = 500;

    private final JdbcClient jdbc;
    private final Taker taker;
    private final Clock clock;
    private final TransactionTemplate own;
    private final TransactionTemplate joined;

    Receipts(JdbcClient jdbc, Taker taker, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.taker = taker;
        this.clock = clock;
        this.joined = new TransactionTemplate(transactions);
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Stored when this returns, and used as soon as the message is known. The same receipt twice counts once. Call it outside of transactions:
     * a provider is answered when its word is safe.
     */
    public void record(String provider, String providerId, Receipt.State state, String detail) {
        try {
            own.executeWithoutResult(status -> store(provider, providerId, state, detail));
        } catch (DuplicateKeyException e) {
            // The same receipt came to another node in the same moment.
        }
        settle(provider, providerId);
    }

    /**
     * As {@link #record(String, String, Receipt.State, String)}, of a message that the provider knows by our own id, too: so it is also found where we
     * never heard what the provider calls it.
     */
    public void record(String provider, String deliveryId, String providerId, Receipt.State state, String detail) {
        own.executeWithoutResult(status -> taker.name(provider, deliveryId, providerId));
        record(provider, providerId, state, detail);
    }

    /** Uses the kept receipts of a message, in the order in which they came, in the caller's transaction. */
    public void settle(String provider, String providerId) {
        if (!waiting(provider, providerId).isEmpty()) {
            joined.executeWithoutResult(status -> {
                for (Receipt receipt : waiting(provider, providerId)) {
                    if (taker.take(receipt)) {
                        used(receipt);
                    }
                }
            });
        }
    }

    private void store(String provider, String providerId, Receipt.State state, String detail) {
        jdbc.sql("""
                        merge into tr_receipt as t
                        using (values (cast(:provider as varchar(60)), cast(:id as varchar(200)), cast(:state as varchar(12))))
                            as s (provider, provider_id, state)
                        on t.provider = s.provider and t.provider_id = s.provider_id and t.state = s.state
                        when not matched then insert (provider, provider_id, state, detail, received_at, used)
                        values (:provider, :id, :state, :detail, :now, false)
                        """)
                .param("provider", provider)
                .param("id", providerId)
                .param("state", state.name())
                .param("detail", detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL))
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
    }

    private List<Receipt> waiting(String provider, String providerId) {
        return jdbc.sql("""
                        select state, detail from tr_receipt
                        where provider = :provider and provider_id = :id and not used order by received_at, state
                        """)
                .param("provider", provider)
                .param("id", providerId)
                .query((rs, row) -> new Receipt(
                        provider, providerId, Receipt.State.valueOf(rs.getString("state")), rs.getString("detail")))
                .list();
    }

    private void used(Receipt receipt) {
        jdbc.sql("""
                        update tr_receipt set used = true
                        where provider = :provider and provider_id = :id and state = :state
                        """)
                .param("provider", receipt.provider())
                .param("id", receipt.providerId())
                .param("state", receipt.state().name())
                .update();
    }
}
