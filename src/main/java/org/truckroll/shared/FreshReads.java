// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Locale;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps H2 from answering a repeated statement with the result it gave before another transaction committed: who looks, locks and looks again would
 * miss what came between (a message left in a lane that nobody empties). Whatever address an operator sets, the switch is on it.
 */
@Configuration(proxyBeanMethods = false)
class FreshReads {

    private static final String SETTING = "OPTIMIZE_REUSE_RESULTS";

    @Bean
    static BeanPostProcessor freshReadsOnH2() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
                    pool.setJdbcUrl(fresh(pool.getJdbcUrl()));
                }
                return bean;
            }
        };
    }

    /** The address with results never used again; one of another database, or one that says so itself, as it is. */
    static String fresh(String url) {
        boolean asIs =
                !url.startsWith("jdbc:h2:") || url.toUpperCase(Locale.ROOT).contains(";" + SETTING + "=");
        return asIs ? url : url + ";" + SETTING + "=FALSE";
    }
}
