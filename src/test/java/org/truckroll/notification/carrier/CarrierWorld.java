// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.PlatformTransactionManager;
import org.truckroll.lifecycle.connect.ProviderPeer;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.shared.Json;

/** The carriers as the server makes them, with the tables of the notices and without the rest of the house. */
@TestConfiguration(proxyBeanMethods = false)
@ComponentScan(basePackageClasses = Carrier.class)
@EnableConfigurationProperties({ProviderProperties.class, PublicUrl.class})
class CarrierWorld {

    /** Knows the messages in {@link #known}. */
    static final class Knows implements Receipts.Taker {

        final List<String> known = new CopyOnWriteArrayList<>();
        final List<Receipt> taken = new CopyOnWriteArrayList<>();
        final Map<String, String> named = new ConcurrentHashMap<>();

        @Override
        public boolean take(Receipt receipt) {
            return known.contains(receipt.providerId()) && taken.add(receipt);
        }

        @Override
        public void name(String provider, String deliveryId, String providerId) {
            named.put(deliveryId, provider + " " + providerId);
        }
    }

    @Bean
    ProviderPeer peer() {
        return new ProviderPeer();
    }

    @Bean
    ProviderCalls calls(ProviderPeer peer) {
        return peer.calls();
    }

    @Bean
    SslBundles sslBundles(ProviderPeer peer) {
        return peer.bundles();
    }

    @Bean
    Json carrierJson() {
        return new Json(new ObjectMapper());
    }

    /** Stands where it is put. */
    static final class Time extends Clock {

        private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

        void set(Instant to) {
            now = to;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @Bean
    Time clock() {
        return new Time();
    }

    @Bean
    DataSource dataSource() {
        return new EmbeddedDatabaseBuilder()
                .setType(EmbeddedDatabaseType.H2)
                .generateUniqueName(true)
                .addScripts("db/migration/V070__notification.sql", "db/migration/V071__receipt_questions.sql")
                .build();
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    PlatformTransactionManager transactions(DataSource dataSource) {
        return new DataSourceTransactionManager(dataSource);
    }

    @Bean
    Knows knows() {
        return new Knows();
    }
}
