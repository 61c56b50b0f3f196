// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Locale;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Switches of H2 that stand on every address an operator sets, unless the address says otherwise. A repeated statement is never answered with the
 * result it gave before another transaction committed: who looks, locks and looks again would miss what came between (a message left in a lane
 * that nobody empties). And a connection remembers more statements than the 8 of H2, which else reads the engine's SQL anew each time.
 */
@Configuration(proxyBeanMethods = false)
class H2Switches {

    private static final String FRESH_RESULTS = "OPTIMIZE_REUSE_RESULTS";
    private static final String STATEMENTS = "QUERY_CACHE_SIZE";

    @Bean
    static BeanPostProcessor switchesOfH2() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
                    pool.setJdbcUrl(switched(pool.getJdbcUrl()));
                }
                return bean;
            }
        };
    }

    /** The address with the switches that it does not set itself; one of another database as it is. */
    static String switched(String url) {
        return url.startsWith("jdbc:h2:") ? with(with(url, FRESH_RESULTS, "FALSE"), STATEMENTS, "128") : url;
    }

    private static String with(String url, String name, String value) {
        return url.toUpperCase(Locale.ROOT).contains(";" + name + "=") ? url : url + ";" + name + "=" + value;
    }
}
