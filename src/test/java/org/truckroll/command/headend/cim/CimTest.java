// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

/** The whole application on H2 with scripted CIM head ends; nothing runs by itself. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:cim;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
            "camunda.bpm.job-execution.enabled=false",
            "truckroll.command.call-timeout=PT1S",
            "truckroll.head-ends.cim.adapter=cim",
            "truckroll.head-ends.cim.user=truckroll",
            "truckroll.head-ends.cim.password=demo",
            "truckroll.head-ends.cim.options.user=operator-1",
            "truckroll.head-ends.cim.options.organisation=Utility",
            "truckroll.head-ends.cim-plain.adapter=cim",
            "truckroll.head-ends.cim-plain.options.synchronous=all",
            "truckroll.head-ends.cim-plain.options.style=generic",
            "truckroll.head-ends.cim-plain.options.soap=1.2",
            "truckroll.head-ends.cim-plain.options.device-id=mrid",
            "truckroll.head-ends.cim-plain.options.meter-config=false",
            "truckroll.head-ends.cim-plain.options.decommission-verb=delete",
            "truckroll.head-ends.cim-plain.options.ping=read",
            "truckroll.head-ends.cim-plain.options.control-created=acceptance",
            "truckroll.head-ends.cim-plain.options.path-readings=/reads",
            "truckroll.head-ends.cim-down.adapter=cim",
            "truckroll.security.clients.hes.secret=demo",
            "truckroll.security.clients.hes.head-ends=cim",
            "truckroll.security.clients.other.secret=demo",
            "truckroll.security.clients.other.head-ends=cim-plain",
        })
@ContextConfiguration(initializers = ScriptedCim.Addresses.class)
@ActiveProfiles("demo")
@interface CimTest {}
