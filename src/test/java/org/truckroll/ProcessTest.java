// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole application on H2 with a scripted head end, one for all classes that carry this. The job executor is off: a test runs each job and
 * fires each timer by name.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:processes;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
            "camunda.bpm.job-execution.enabled=false",
            "truckroll.command.time-factor=1",
            "truckroll.command.sender=false",
            "truckroll.head-ends.scripted.max-concurrent=100000",
            "truckroll.head-ends.twin.idempotent=false",
            "truckroll.security.clients.head-end.secret=demo",
            "truckroll.security.clients.head-end.head-ends=scripted",
            "truckroll.security.clients.meter-shop.secret=demo",
            "truckroll.security.clients.meter-shop.divisions=north",
            "truckroll.security.clients.meter-shop.reader=true",
            "truckroll.field.workforce-sender=false",
            "truckroll.notification.providers.scripted.kind=scripted",
            "truckroll.notification.providers.post.kind=smtp",
            "truckroll.notification.providers.post.host=127.0.0.1",
            "truckroll.notification.providers.post.security=none",
            "truckroll.notification.providers.post.allow-unencrypted=true",
            "truckroll.notification.providers.post.from=truckroll@utility.example",
            "truckroll.notification.order-of.post.mail=post",
            "truckroll.notification.order.sms=scripted",
            "truckroll.notification.order.mail=scripted",
            "truckroll.notification.order.fax=",
            "truckroll.workforce.simulator.call-timeout=PT1S",
            "truckroll.workforce.other.url=/simulator/workforce",
            "truckroll.security.clients.fieldco.secret=demo",
            "truckroll.security.clients.fieldco.divisions=south",
            "truckroll.security.clients.fieldco.workforce=simulator",
            "truckroll.security.clients.otherco.secret=demo",
            "truckroll.security.clients.otherco.divisions=south",
            "truckroll.security.clients.otherco.workforce=other",
            "truckroll.event.inbound.own-domains=truckroll.utility.example",
            "truckroll.event.inbound.per-sender=200",
            "truckroll.event.inbound.machines=*@utility.example",
            "truckroll.event.inbound.mailboxes.desk.division=north",
            "truckroll.event.inbound.mailboxes.desk.host=127.0.0.1",
            "truckroll.event.inbound.mailboxes.desk.security=NONE",
            "truckroll.event.inbound.mailboxes.desk.allow-unencrypted=true",
            "truckroll.event.inbound.mailboxes.desk.user=faults",
            "truckroll.event.inbound.mailboxes.desk.password=invented",
            "truckroll.event.inbound.sms.desk.division=north",
            "truckroll.event.inbound.sms.desk.auth-token=invented-auth-token-of-the-test",
            "truckroll.event.inbound.schedules.inspection.division=north",
            "truckroll.event.inbound.schedules.inspection.cron=0 0 8 * * *",
            "truckroll.event.inbound.schedules.inspection.subject=Inspections of the day",
        })
@ContextConfiguration(initializers = {ScriptedHeadEnd.Address.class, MailServer.Address.class})
@ActiveProfiles("demo")
@Import({Stories.class, ScriptedCarrier.class})
@ExtendWith(ProcessTest.OwnTime.class)
public @interface ProcessTest {

    /** What comes after in this JVM lives in the present again. */
    final class OwnTime implements AfterAllCallback {

        @Override
        public void afterAll(ExtensionContext context) {
            ClockUtil.reset();
        }
    }
}
