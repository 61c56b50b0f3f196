// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves the library that draws the charts (Chart.js, from its own jar) beside the pages that use it, so that their content policy stays strict. */
@Configuration(proxyBeanMethods = false)
class ChartFiles implements WebMvcConfigurer {

    /** As in the POM. */
    private static final String VERSION = "4.4.9";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/desk/lib/*.umd.js")
                .addResourceLocations("classpath:/META-INF/resources/webjars/chart.js/" + VERSION + "/dist/")
                .setCacheControl(CacheControl.noCache());
    }
}
